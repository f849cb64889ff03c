from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"
    label = "safety"

    def ready(self) -> None:
        from oversight.returns.kinds import register
        from safety.declaration import SAFETY

        register(SAFETY)
