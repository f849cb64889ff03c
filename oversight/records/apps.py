from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "oversight.records"
    label = "records"

    def ready(self) -> None:
        from oversight.records import metrics

        metrics.register()
