from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "complaints.survey"
    label = "survey"
