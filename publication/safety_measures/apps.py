from django.apps import AppConfig


class SafetyMeasuresConfig(AppConfig):
    name = "publication.safety_measures"
    label = "safety_releases"
