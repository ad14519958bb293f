"""Settings of Django, derived from `curbside.config.Settings`, which holds all that one may set."""

from pathlib import Path

from csp.constants import NONE, SELF

from curbside.config import load_settings
from curbside.project.secret_key import secret_key

CURBSIDE = load_settings()
WEB = Path(__file__).resolve().parent.parent / "web"

DEBUG = CURBSIDE.debug
SECRET_KEY = secret_key(CURBSIDE)
ALLOWED_HOSTS = [host.strip() for host in CURBSIDE.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "curbside.project.urls"
ASGI_APPLICATION = "curbside.project.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "curbside.web.asking",
    "curbside.web.catalogue",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "curbside.web.staticfiles.WholeFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "curbside.web.errors.PlainWords",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": CURBSIDE.home / "curbside.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# A session outlives the answers it may read, and nothing else is in it.
SESSION_COOKIE_AGE = 2 * CURBSIDE.answer_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "curbside.web.errors.forgery"

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with every form, which the forgery check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_REFUSED = "accelerometer camera display-capture geolocation gyroscope microphone midi payment usb"
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _REFUSED.split()}

# goes away with Django 6
CSP_POLICY = {"default-src": [NONE], "script-src": [NONE], "style-src": [SELF], "img-src": [SELF, "data:"]}
CSP_LIMITS = {"form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE]}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**CSP_POLICY, **CSP_LIMITS}}
