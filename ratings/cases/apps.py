from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "ratings.cases"
    label = "cases"

    def ready(self) -> None:
        from oversight.records.references import register_kind
        from ratings.cases.references import describe_case

        register_kind("case", describe_case)
