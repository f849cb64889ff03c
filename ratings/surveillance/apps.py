from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "ratings.surveillance"
    label = "surveillance"

    def ready(self) -> None:
        """Say how what groups keep is called elsewhere."""
        from oversight.records.references import register_kind
        from ratings.surveillance.references import describe_action, describe_intelligence

        register_kind("intelligence", describe_intelligence)
        register_kind("group_action", describe_action)
