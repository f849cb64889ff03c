"""Settings, read from the environment; what is missing is said, with how to mend it."""

from __future__ import annotations

import base64
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("OVERSIGHT_STATE", BASE_DIR / ".state"))


def _flag(name: str, default: bool = False) -> bool:
    """Read a yes or no from the environment; anything but the words for yes is no."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


DEBUG = _flag("DEBUG")
DEMONSTRATION = _flag("OVERSIGHT_DEMO")
TESTING = _flag("OVERSIGHT_TEST")

# What the demonstration's people sign in with, said on its pages; elsewhere neither works.
DEMONSTRATION_PASSWORD = "demonstration-only"  # noqa: S105  (public on purpose)
DEMONSTRATION_CODE = "000000"

# Only these run without a secret of their own: a demonstration, a developer's machine, and the tests.
_LENIENT = DEBUG or DEMONSTRATION or TESTING

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not _LENIENT:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text and keep it secret.")
    SECRET_KEY = "not-secret-" + "only-for-demonstration-and-tests-" * 2

# Secret keys that were used before, newest first: references of concerns that were given under them still lead there.
SECRET_KEY_FALLBACKS = [k.strip() for k in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if k.strip()]

ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
if not ALLOWED_HOSTS:
    if not _LENIENT:
        raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Name the hosts of this site, with commas between.")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]

# Behind a proxy that ends TLS, these name the outer addresses that forms may be posted from.
CSRF_TRUSTED_ORIGINS = [o.strip() for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o.strip()]

# The identity of somebody who speaks up is sealed with these, newest first; they are never in the database. A service
# without one takes no names: whoever tells us stays anonymous, and the pages say so.
IDENTITY_KEYS = [key.strip() for key in os.environ.get("OVERSIGHT_IDENTITY_KEYS", "").split(",") if key.strip()]
if not IDENTITY_KEYS and _LENIENT:
    IDENTITY_KEYS = [base64.urlsafe_b64encode(b"not-secret-for-demonstrations-__").decode()]
for _key in IDENTITY_KEYS:
    try:
        _bytes = base64.urlsafe_b64decode(_key)
    except ValueError:
        _bytes = b""
    if len(_bytes) != 32:
        raise ImproperlyConfigured(
            "OVERSIGHT_IDENTITY_KEYS holds something that is no key: each is 32 bytes in URL-safe base64, with commas "
            "between. Make one with `openssl rand -base64 32 | tr +/ -_`."
        )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "pgtrigger",
    "rest_framework",
    "django_prometheus",
    "django_structlog",
    "oversight.records",
    "oversight.organisations",
    "oversight.accounts",
    "oversight.returns",
    "oversight.measures",
    "staffing",
    "safety",
    "complaints",
    "complaints.survey",
    "complaints.concerns",
    "inspections",
    "ratings",
    "ratings.cases",
    "ratings.plans",
    "ratings.surveillance",
    "ratings.commissioning",
    "ratings.practice",
    "workspaces",
    "publication",
    "publication.safety_measures",
    "publication.orderly",
    "publication.news",
    "publication.alerts",
    "oversight.demonstration",
]

MIDDLEWARE = [
    # First of all: whatever stands below never learns who asks for the pages on which people tell us of care.
    "complaints.concerns.pages.nobody.NobodyMiddleware",
    "complaints.survey.pages.unseen.UnseenMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # Pages and files go out packed. It adds a random length to each answer, and the forms' tokens are masked anew each
    # time, so that no secret can be guessed from how well a page packs.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Ahead of all that gets to know a reader.
    "publication.shelf.ShelfMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "oversight.accounts.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "oversight.urls"
WSGI_APPLICATION = "oversight.wsgi.application"
ASGI_APPLICATION = "oversight.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "oversight.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oversight.jinja.page_context",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **dj_database_url.parse(os.environ.get("DATABASE_URL") or "postgresql://oversight@127.0.0.1:5432/oversight"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        # Several runs of the tests may share a server, each with a database of its own; the processes of one run copy
        # theirs from a pattern that was migrated once.
        "TEST": {
            "NAME": os.environ.get("OVERSIGHT_TEST_DATABASE"),
            "TEMPLATE": os.environ.get("OVERSIGHT_TEST_PATTERN"),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Concerns: how much one network may send, and guess, in ten minutes; a hospital's staff share one address.
CONCERNS_SENT_IN_TEN_MINUTES = 30
CONCERNS_GUESSED_IN_TEN_MINUTES = 10
# Their words, photos and identities are forgotten so many days after they were closed, or set aside as spam.
CONCERNS_KEPT_DAYS_AFTER_CLOSING = 3 * 365
CONCERNS_KEPT_DAYS_AS_SPAM = 90
# Whom to call in office hours, as the pages say it.
CONCERNS_TELEPHONE = os.environ.get("CONCERNS_TELEPHONE", "03000 616161")

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
# The outbox says what was done, so results are not kept; a lost message is sent again by the sweep.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that commits must not wait for a broker that is away: it tries once, shortly, and the sweep does the rest.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    # Without these the client sleeps two seconds between its two attempts.
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-the-outbox": {"task": "oversight.records.tasks.sweep", "schedule": 5.0},
    "sweep-the-recomputations": {"task": "ratings.tasks.sweep_requests", "schedule": 5.0},
    "begin-the-day-of-ratings": {"task": "ratings.tasks.begin_the_day", "schedule": 600.0},
    "clear-sessions-that-ended": {"task": "oversight.accounts.tasks.clear_sessions", "schedule": 6 * 3600.0},
    "look-after-the-queues": {"task": "oversight.records.tasks.look_after", "schedule": 30.0},
    "seal-the-audit-log": {"task": "oversight.records.tasks.seal", "schedule": 20.0},
    # Every second: it begins shortly ahead of a release and ends at its time; a tick that waited longer is of no use.
    "publish-what-is-due": {
        "task": "publication.tasks.publish_what_is_due",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "publish-reports-that-are-due": {
        "task": "inspections.tasks.publish_due_reports",
        "schedule": 5.0,
        "options": {"expires": 15},
    },
    # What it tells of is published at its time without it.
    "tell-of-reports-on-plans": {
        "task": "ratings.plans.tasks.publish_plan_reports",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "tell-which-inspections-are-due": {
        "task": "inspections.tasks.tell_of_due_inspections",
        "schedule": 6 * 3600.0,
    },
    "write-the-news": {"task": "publication.news.tasks.sweep_news", "schedule": 10.0, "options": {"expires": 10}},
    # Whatever is announced already is left as it is.
    "announce-the-year": {"task": "publication.orderly.tasks.announce_the_year", "schedule": 600.0},
    "compose-alerts": {"task": "publication.alerts.tasks.compose_alerts", "schedule": 30.0, "options": {"expires": 30}},
    "send-alerts-again": {"task": "publication.alerts.tasks.send_alerts_again", "schedule": 300.0},
    "forget-addresses": {"task": "publication.alerts.tasks.forget_addresses", "schedule": 3600.0},
    "forget-old-changes": {"task": "publication.tasks.forget_old_changes", "schedule": 6 * 3600.0},
    "close-survey-quarters": {"task": "complaints.survey.tasks.close_survey_quarters", "schedule": 3600.0},
    "forget-old-concerns": {
        "task": "complaints.concerns.tasks.forget_old_concerns",
        "schedule": 6 * 3600.0,
    },
    "count-concerns": {"task": "complaints.concerns.tasks.count_concerns", "schedule": 6 * 3600.0},
    "tell-what-is-due": {"task": "oversight.returns.tasks.tell_what_is_due", "schedule": 900.0},
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in: by address and password, then the second factor; nobody signs up by themselves.
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "oversight.accounts.adapters.AccountAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "html.jinja"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    # By network address alone: a limit by the name tried would let anybody lock its owner out.
    "login": "60/m/ip",
    "login_failed": "60/5m/ip",
}
MFA_ADAPTER = "oversight.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The address is the one that an administrator gave; there is nothing for the person to verify.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "oversight.accounts.forms.CodeForm",
    "reauthenticate": "oversight.accounts.forms.ConfirmCodeForm",
    "activate_totp": "oversight.accounts.forms.SetUpForm",
}
# Five wrong passwords for one name from one network address, then a quarter of an hour's pause for that pair alone.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "oversight.accounts.attempts.name_tried"
AXES_CLIENT_IP_CALLABLE = "oversight.accounts.network.network_address"
AXES_LOCKOUT_CALLABLE = "oversight.accounts.attempts.paused"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if _LENIENT:
    # Pages work straight from the source tree, before anything was collected.
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = TESTING or DEBUG
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# A file of a return may have 25 MB; the form around it is small.
RETURN_FILE_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "oversight.returns.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# In the demonstration, and wherever no mail server is named, messages are files that can be read.
if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", True)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STATE_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "hospital-oversight@example.invalid")

# Where a reader can write to, as pages about the site show it.
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "http://127.0.0.1:8000")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Messages from page to page stay on the server: no further cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Work on a return takes hours, with interruptions: the session ends after a working day unused, or with the browser.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
if not _LENIENT:
    SECURE_SSL_REDIRECT = _flag("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if _flag("BEHIND_TLS_PROXY", True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health/"]

# Whoever collects /metrics shows this; without it there is no such page.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

_shared_log_steps: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[*_shared_log_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"])
            if _LENIENT
            else structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _shared_log_steps,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
# Workers write their lines in the same form, with the identity of what they do.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# How often one network address may ask the interface in the regulator's shape: as often as the regulator's own.
PROGRAMS_MAY_ASK = "2000/min"
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
