from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "ratings.cases"
    label = "cases"

    def ready(self) -> None:
        """Say how a case is called elsewhere, and who is told of what happens in it."""
        from oversight.records.outbox import subscribe
        from oversight.records.references import register_kind
        from ratings.cases import telling
        from ratings.cases.references import describe_case

        register_kind("case", describe_case)
        subscribe("case.recommended", "cases.tell_body", telling.tell_body)
        subscribe("case.decided", "cases.tell_regulator", telling.tell_regulator)
        subscribe("case.decided", "cases.tell_trust", telling.tell_trust)
        subscribe("case.arranged", "cases.tell_body", telling.tell_body)
        subscribe("case.arranged", "cases.tell_trust", telling.tell_trust)
        subscribe("case.arranged", "cases.tell_partner", telling.tell_partner)
