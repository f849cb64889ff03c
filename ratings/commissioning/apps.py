from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    name = "ratings.commissioning"
    label = "commissioning"
