from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "publication.alerts"
    label = "alerts"

    def ready(self) -> None:
        from oversight.records.outbox import subscribe
        from publication.alerts.asking import WRITTEN
        from publication.alerts.sending import send_written

        subscribe(WRITTEN, "alerts.send", send_written)
