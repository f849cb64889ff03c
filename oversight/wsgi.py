"""The web application, for a WSGI server."""

import os

from celery import current_app
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")
application = get_wsgi_application()

# Every view, and what tells the workers, is loaded before the server forks: nobody's first page waits for it, and the
# processes share its memory. No connection is made.
get_resolver().url_patterns  # noqa: B018
current_app.connection_for_write().get_transport_cls()
