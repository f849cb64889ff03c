from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    label = "inspections"

    def ready(self) -> None:
        from inspections import references
        from oversight.records.references import register_kind

        register_kind("inspection", references.describe_inspection)
        register_kind("evidence", references.describe_evidence)
