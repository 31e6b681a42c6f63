"""Django settings. Everything that differs between installations comes from ``CANDOR_`` variables."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from config import logs
from config.environment import Environment
from config.settings import hosts, secret, stores

# Lets ModelAdmin[Page] and its like, which the type checker wants, exist at run time.
django_stubs_ext.monkeypatch()

_environment = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEBUG = _environment.flag("DEBUG")

# What Candor's own code reads.
CANDOR_ROLE = _environment.choice("ROLE", ("web", "worker", "smtpd", "region", "command"), "command")
CANDOR_DATA = BASE_DIR / _environment.text("DATA", "data")
CANDOR_LISTEN = _environment.text("LISTEN", "127.0.0.1")
CANDOR_PORT = _environment.number("PORT", 8000, most=65535)
CANDOR_PUBLIC_URL = _environment.origin("PUBLIC_URL", f"http://127.0.0.1:{CANDOR_PORT}")
CANDOR_HOSTS = hosts.own_hosts(CANDOR_PUBLIC_URL, _environment.words("HOSTS"))
CANDOR_WEB_PROCESSES = _environment.number("WEB_PROCESSES", 1, most=256)
CANDOR_TRUSTED_PROXIES = _environment.networks("TRUSTED_PROXIES", ("127.0.0.0/8", "::1/128"))
CANDOR_REDIS_URL = _environment.url("REDIS_URL", stores.REDIS_SCHEMES)
CANDOR_BROKER_URL = _environment.url("BROKER_URL", stores.BROKER_SCHEMES, CANDOR_REDIS_URL)
CANDOR_CACHE_URL = _environment.url("CACHE_URL", stores.REDIS_SCHEMES, CANDOR_REDIS_URL)
CANDOR_EMBEDDED = not CANDOR_BROKER_URL
CANDOR_ADMIN_EMAIL = _environment.text("ADMIN_EMAIL", "admin@candor.local")
CANDOR_ADMIN_PASSWORD = _environment.text("ADMIN_PASSWORD")
CANDOR_OIDC_ISSUER = _environment.text("OIDC_ISSUER")
CANDOR_OIDC_CLIENT_ID = _environment.text("OIDC_CLIENT_ID")
CANDOR_OIDC_CLIENT_SECRET = _environment.text("OIDC_CLIENT_SECRET")
CANDOR_OIDC_NAME = _environment.text("OIDC_NAME")
CANDOR_OIDC_DOMAINS = _environment.domains("OIDC_DOMAINS")
CANDOR_OIDC_TAKE_IN = _environment.flag("OIDC_TAKE_IN")
CANDOR_PASSWORD_LOGIN = _environment.choice("PASSWORD_LOGIN", ("on", "off"), "on") == "on"
CANDOR_REGIONS = _environment.words("REGIONS", ("default",))
CANDOR_STRICT_REGIONS = _environment.flag("STRICT_REGIONS")
CANDOR_RESULT_DAYS = _environment.number("RESULT_DAYS", 30)
CANDOR_DELIVERY_DAYS = _environment.number("DELIVERY_DAYS", 30)
CANDOR_ACCESS_LOG_DAYS = _environment.number("ACCESS_LOG_DAYS", 90)
CANDOR_API_RATE = _environment.number("API_RATE", 600)
# How often a web process writes the access log; None where nothing runs beside the requests.
CANDOR_ACCESS_LOG_SECONDS: float | None = 0.5
CANDOR_CHECK_LIMIT: int | None = _environment.number("CHECK_LIMIT", 0) or None
CANDOR_PING_RATE = _environment.number("PING_RATE", 300, least=0)
CANDOR_PING_EMAIL_DOMAIN = _environment.domain("PING_EMAIL_DOMAIN")
CANDOR_SMTPD_LISTEN = _environment.text("SMTPD_LISTEN", "127.0.0.1")
CANDOR_SMTPD_PORT = _environment.number("SMTPD_PORT", 0, least=0, most=65535)
CANDOR_SMTPD_LMTP = _environment.flag("SMTPD_LMTP")
CANDOR_SMTPD_CERTIFICATE = _environment.text("SMTPD_CERTIFICATE")
CANDOR_SMTPD_KEY = _environment.text("SMTPD_KEY")
CANDOR_METRICS_KEY = _environment.text("METRICS_KEY")
CANDOR_IMPORT_KEY = _environment.text("IMPORT_KEY")

SECRET_KEY = secret.secret_key(_environment, CANDOR_DATA)
DATABASES = {"default": stores.database(_environment, data=CANDOR_DATA, role=CANDOR_ROLE)}
CACHES = {"default": stores.cache(CANDOR_CACHE_URL), "limits": stores.limits(CANDOR_CACHE_URL)}
CANDOR_ON_SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
# On the embedded default a person watches their own machine and network; with a database of its own Candor
# stands in a data centre, where reaching inward is what an attacker wants.
CANDOR_EGRESS_ALLOW = _environment.egress(
    "EGRESS_ALLOW", frozenset({"loopback", "private"}) if CANDOR_ON_SQLITE else frozenset()
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "config.apps.OperatorsAdminConfig",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "statuspage",
    "incidents",
    "apikeys",
    "monitoring",
    "webhooks",
    "api.base",
    "api.native",
    "api.healthchecks",
    "api.statuspage",
    "api.pingpong",
    "api.stashboard",
    "web.public",
    "web.dashboard",
    "ops",
    "config.apps.ConfigConfig",
]
MIDDLEWARE = [
    "config.middleware.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.outage.Outage",
    "config.middleware.hosts.KnownHosts",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "web.dashboard.accounts.seen.SessionsSeen",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "statuspage.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/dashboard/"
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_FORMS = {"reset_password_from_key": "web.dashboard.accounts.forms.MailedPasswordForm"}
ACCOUNT_ADAPTER = "web.dashboard.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "web.dashboard.accounts.elsewhere.ElsewhereAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = None
# By the address of the client, and by the account: nobody is locked out for longer than five minutes.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,10/300s/key"}
MFA_ADAPTER = "web.dashboard.accounts.adapter.FactorsAdapter"
MFA_FORMS = {
    "authenticate": "web.dashboard.accounts.forms.CodeForm",
    "reauthenticate": "web.dashboard.accounts.forms.CodeAgainForm",
    "activate_totp": "web.dashboard.accounts.forms.ActivateForm",
    "authenticate_webauthn": "web.dashboard.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "web.dashboard.accounts.forms.PasskeyAgainForm",
    "login_webauthn": "web.dashboard.accounts.forms.PasskeyLoginForm",
    "add_webauthn": "web.dashboard.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "web.dashboard.accounts.forms.NamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# People are invited to their addresses, so nobody holds somebody else's by signing up with it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Clocks of telephones are half a minute off now and then; a code that was used is refused all the same.
MFA_TOTP_TOLERANCE = 1

# Time and language.
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("pl", _("Polish")),
    ("tr", _("Turkish")),
    ("ja", _("Japanese")),
    ("zh-hans", _("Simplified Chinese")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]

# Static files: hashed names, compressed beside the originals, served by the web process itself.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = CANDOR_DATA / "media"

# Hosts. Pages have domains of their own that are known to the database only, so Django's static list cannot
# judge them; config.middleware.hosts does, for every request, before any view.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [CANDOR_PUBLIC_URL]

# Cookies and headers.
_https = CANDOR_PUBLIC_URL.startswith("https://")
SESSION_COOKIE_NAME = "candor_session"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "candor_csrf"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.answers.csrf_failed"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail.
_email_url = _environment.url("EMAIL_URL", ("smtp", "smtps", "smtp+tls", "smtp+ssl"))
_email: dict[str, Any] = environ.Env.email_url_config(_email_url) if _email_url else {}
EMAIL_BACKEND = _email.get("EMAIL_BACKEND", "webhooks.mail.kept.KeptEmailBackend")
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _environment.text("EMAIL_FROM", f"candor@{urlsplit(CANDOR_PUBLIC_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logs.configuration(
    _environment.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
)

# django-ratelimit asks for a cache shared by all web processes. With one process its own memory is exact, and
# config.checks refuses more than one process without Redis. W001 is about backends that it does not know by
# name.
RATELIMIT_USE_CACHE = "limits"
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.W001"]
SILENCED_SYSTEM_CHECKS += [] if CANDOR_CACHE_URL else ["django_ratelimit.E003"]
SILENCED_SYSTEM_CHECKS += ["security.W020"]

# Read by config.checks.
CANDOR_PROBLEMS = tuple(_environment.problems)
CANDOR_UNKNOWN_VARIABLES = tuple(_environment.unknown())
