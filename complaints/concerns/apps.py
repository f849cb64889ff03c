from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "complaints.concerns"
    label = "concerns"
