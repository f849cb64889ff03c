from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicationConfig(AppConfig):
    name = "publication"
    label = "publication"

    def ready(self) -> None:
        from oversight.records.references import register_kind
        from publication.public_changes import watch_tables
        from publication.references import describe_release

        register_kind("release", describe_release)
        post_migrate.connect(watch_tables, sender=self, dispatch_uid="publication.public_changes")
