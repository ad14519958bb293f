"""Settings of Django, derived from `curbside.config.Settings`, which holds all that one may set."""

from pathlib import Path

from csp.constants import NONE, SELF

from curbside.config import load_settings
from curbside.project.database import database
from curbside.project.secret_key import secret_key
from curbside.project.sign_in import openid_connect

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
USE_I18N = False  # one language; a page is spared a look-up for each word
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # web.publishing.admin says what is in it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the page of sessions
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "curbside.web.accounts",
    "curbside.web.catalogue",
    "curbside.web.asking",
    "curbside.web.publishing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "curbside.web.staticfiles.WholeFiles",
    "curbside.web.errors.TooLarge",
    "curbside.web.characters.NoNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "curbside.web.accounts.second_factor.SecondFactor",
    "curbside.web.errors.PlainWords",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,  # pages of sign-in
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "curbside.web.accounts.permissions.permitted",
                "curbside.web.publishing.context.front",
            ]
        },
    }
]

DATABASES = {"default": {**database(CURBSIDE), "CONN_MAX_AGE": 60}}  # seconds; see KeptThreads in asgi.py

# What a librarian's form may send at once; with JavaScript each file goes by itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 50
LARGEST_REQUEST = 4 * CURBSIDE.max_document_mb * 1_000_000  # bytes

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# People: sign-in by e-mail address, second factor, list of sessions, throttled log-in (allauth).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "curbside.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Curbside] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = CURBSIDE.site_url.partition(":")[0]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Curbside"
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_PROVIDERS = openid_connect(CURBSIDE)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Without a mail server, mails are files: nothing is lost, and a laptop needs none.
if CURBSIDE.mail_host:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = CURBSIDE.mail_host, CURBSIDE.mail_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CURBSIDE.mail_user, CURBSIDE.mail_password
    EMAIL_USE_TLS, EMAIL_TIMEOUT = CURBSIDE.mail_tls, 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CURBSIDE.home / "mail"
DEFAULT_FROM_EMAIL = CURBSIDE.mail_from

# A session outlives the answers it may read.
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
CSP_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "connect-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
}
CSP_LIMITS = {"form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE]}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**CSP_POLICY, **CSP_LIMITS}}
