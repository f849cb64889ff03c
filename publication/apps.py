from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicationConfig(AppConfig):
    name = "publication"
    label = "publication"

    def ready(self) -> None:
        from oversight.records.references import register_kind
        from publication.periods import COMPLAINTS, SAFETY, STAFFING
        from publication.plan_measures import (
            complaints_released,
            safety_released,
            safety_withdrawn,
            staffing_released,
        )
        from publication.public_changes import watch_tables
        from publication.references import describe_release
        from publication.special_measures.preview import preview
        from ratings.plans.measured_release import register_released
        from ratings.plans.previewing import register_preview

        register_kind("release", describe_release)
        register_released(STAFFING, staffing_released)
        register_released(COMPLAINTS, complaints_released)
        register_released(SAFETY, safety_released, safety_withdrawn)
        register_preview(preview)
        post_migrate.connect(watch_tables, sender=self, dispatch_uid="publication.public_changes")
