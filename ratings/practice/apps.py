from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "ratings.practice"
    label = "practice"

    def ready(self) -> None:
        """Say how offers of improvements are called elsewhere."""
        from oversight.records.references import register_kind
        from ratings.practice.references import describe_offer

        register_kind("practice_offer", describe_offer)
