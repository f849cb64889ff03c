# The application as one image; docker-compose.yml starts it as web, worker and scheduler.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=oversight.settings \
    OVERSIGHT_STATE=/srv/state

RUN useradd --system --uid 10001 --home-dir /srv/state oversight \
    && install --directory --owner oversight --mode 0700 /srv/state /srv/state/mail

WORKDIR /srv/oversight
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

COPY . .
USER oversight
# These are for this one command, which reads the settings and uses no secret.
RUN SECRET_KEY=none ALLOWED_HOSTS=none OVERSIGHT_IDENTITY_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    python manage.py collectstatic --no-input --verbosity 0

EXPOSE 8000
CMD ["gunicorn", "oversight.wsgi:application", "--config", "python:oversight.web_server", \
     "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", \
     "--timeout", "60", "--graceful-timeout", "5", "--access-logfile", "-", \
     "--access-logformat", "%(t)s \"%(r)s\" %(s)s %(b)s", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
