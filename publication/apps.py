from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "publication"
    label = "publication"

    def ready(self) -> None:
        from oversight.records.references import register_kind
        from publication.references import describe_release

        register_kind("release", describe_release)
