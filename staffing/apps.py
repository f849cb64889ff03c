from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    label = "staffing"

    def ready(self) -> None:
        from oversight.returns.kinds import register
        from staffing.declaration import STAFFING

        register(STAFFING)
