from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "ratings.practice"
    label = "practice"
