from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "ratings.cases"
    label = "cases"
