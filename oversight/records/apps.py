from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "oversight.records"
    label = "records"
