from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "ratings.surveillance"
    label = "surveillance"
