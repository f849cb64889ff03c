from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "complaints.concerns"
    label = "concerns"

    def ready(self) -> None:
        from django.core import checks

        from complaints.concerns.checks import a_key_to_seal_with
        from complaints.concerns.observing import observe_after
        from complaints.concerns.references import describe_concern
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind

        checks.register(a_key_to_seal_with)
        register_kind("concern", describe_concern)
        subscribe("concern.triaged", "concerns.observe", observe_after)
