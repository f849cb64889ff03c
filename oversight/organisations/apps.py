from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    name = "oversight.organisations"
    label = "organisations"

    def ready(self) -> None:
        from oversight.organisations.addresses import describe_site, describe_trust, describe_ward
        from oversight.organisations.reference import after_migrating
        from oversight.records.references import register_kind

        register_kind("trust", describe_trust)
        register_kind("site", describe_site)
        register_kind("ward", describe_ward)
        post_migrate.connect(after_migrating, sender=self, dispatch_uid="organisations.reference")
