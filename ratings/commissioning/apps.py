from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    name = "ratings.commissioning"
    label = "commissioning"

    def ready(self) -> None:
        """Say how questions and plans of commissioners are called elsewhere, and who is told of them."""
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind
        from ratings.commissioning import telling
        from ratings.commissioning.references import describe_plan, describe_question

        register_kind("commissioner_question", describe_question)
        register_kind("ward_plan", describe_plan)
        for name in telling.TO_TRUST:
            subscribe(name, "commissioning.tell_trust", telling.tell_trust)
        for name in telling.TO_COMMISSIONER:
            subscribe(name, "commissioning.tell_commissioner", telling.tell_commissioner)
