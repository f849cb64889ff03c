from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "complaints.concerns"
    label = "concerns"

    def ready(self) -> None:
        from complaints.concerns.observing import observe_after
        from complaints.concerns.references import describe_concern
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind

        register_kind("concern", describe_concern)
        subscribe("concern.triaged", "concerns.observe", observe_after)
