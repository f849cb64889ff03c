from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ratings.plans"
    label = "plans"
