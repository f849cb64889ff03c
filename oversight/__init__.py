"""The oversight of hospital quality: the Django project and what every app stands on."""

from oversight.celery import app as celery_app

__all__ = ["celery_app"]
