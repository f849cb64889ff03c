from django.apps import AppConfig


class OrderlyConfig(AppConfig):
    name = "publication.orderly"
    label = "orderly"

    def ready(self) -> None:
        from publication.orderly import metrics

        metrics.register()
