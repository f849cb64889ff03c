from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "oversight.records"
    label = "records"

    def ready(self) -> None:
        from oversight.records import metrics
        from oversight.records.queues import outbox_standing, watch_queue

        watch_queue("outbox", outbox_standing)
        metrics.register()
