from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "oversight.demonstration"
    label = "demonstration"
