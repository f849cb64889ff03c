from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"

    def ready(self) -> None:
        from complaints.declaration import COMPLAINTS
        from oversight.returns.kinds import register

        register(COMPLAINTS)
