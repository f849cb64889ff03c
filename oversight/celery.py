"""The workers' application: tasks are thin, and what they must do is in the outbox first."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")

app = Celery("oversight")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
@worker_process_init.connect
def spare_what_stays(**_told: Any) -> None:
    """Keep what a worker has loaded out of every later search for rubbish.

    It stays for as long as the worker does, and to walk through it takes as long as to work a comparison out.
    """
    gc.collect()
    gc.freeze()
