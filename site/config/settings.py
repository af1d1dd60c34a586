"""Every setting of the product, read from the environment (``.env.example`` lists the variables)."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env.read_file(Path(env.text("ENV_FILE", str(BASE_DIR / ".env"))))
DATA_DIR = env.own_folder("DATA_DIR", BASE_DIR / "var")

# Demonstration mode: invented people, accounts with known passwords, mail kept in files.
DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")

HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1)
SITE_URL = env.address("SITE_URL", f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}")  # noqa: S104 - compared, not bound
# Printed on certificates; it outlives a change of the site's own address.
VERIFY_URL = env.address("VERIFY_URL", SITE_URL)
SECURE = SITE_URL.startswith("https://")
WEB_WORKERS = env.whole("WEB_WORKERS", 2, least=1, most=64)
PLACEHOLDER_KEY = "change-me"


SECRET_KEY = env.text("SECRET_KEY", "") or env.kept_secret(DATA_DIR / "secret-key")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{urlsplit(SITE_URL).hostname},{urlsplit(VERIFY_URL).hostname}")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
if DEMO or DEBUG or urlsplit(SITE_URL).hostname in LOOPBACK:
    ALLOWED_HOSTS += LOOPBACK
CSRF_TRUSTED_ORIGINS = [SITE_URL, *env.words("TRUSTED_ORIGINS")]

INSTALLED_APPS = [
    "base",
    "mail",
    "accounts",
    "recruitment",
    "training",
    "certificates",
    "pages",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "formtools",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "config",  # last: its post_migrate receiver sees every permission
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # for phones; it pads by a random length, against guessing by size
    "config.middleware.BrowserFeatures",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.BodyLimit",
    "config.middleware.PrivateByDefault",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "base.templatetags.components"],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that templates/ may replace a widget of Wagtail's

# SQLite is the embedded default; what guards an invariant holds on both databases.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "database.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # 50 processes that all write at once queue for seconds
        # secure_delete: what is erased is overwritten in the file
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    },
}
DATABASES = {"default": env.database("DATABASE_URL") or SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Wagtail's own tasks stay immediate; ours wait for a worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "work": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["mail", "certificates"]},
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "base.storage.PrivateStorage", "OPTIONS": {"location": DATA_DIR / "private"}},
    "staticfiles": {"BACKEND": "base.static_files.StaticFiles"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "base.uploads.CappedUpload",  # the public's; those behind it are for the staff's
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PUBLIC_UPLOAD_MAX = 10 * 1024 * 1024  # of one file
PUBLIC_BODY_MAX = 160 * 1024 * 1024  # of a page with all its files; what is larger is not read at all

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Hong_Kong"
USE_TZ = True
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文")]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"  # volunteers; staff are led to the page that asks for a password
WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is opened by staff or by acceptance; each code proves the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", 0)

# Off, forms take what a program sends at once and as often as it likes: for load tests only.
SPAM_LIMITS = env.flag("SPAM_LIMITS", default=True)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked from within, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel frames our own pages

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    },
}

# MAIL_URL: smtp://user:password@host:587?tls=1 or smtps://…; unset, mails become files in the data folder.
MAIL_URL = env.mail_server("MAIL_URL")
EMAIL_TIMEOUT = 20
if _mail := MAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
# Unset, mails come from the organisation's own name and address.
MAIL_FROM = env.text("MAIL_FROM", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM or "volunteers@example.org"

# Who runs this copy: asked on the first start, then kept in the database. A signing key that is made bears the name
# where it is set here, not where it was asked.
ORGANISATION_NAME = env.text("ORGANISATION_NAME", "")

# Certificates are signed with this key: a PEM file, or the PEM itself; unset, one is made in the data folder.
SIGNING_KEY = env.text("SIGNING_KEY", "")
SIGNING_CERTIFICATE = env.text("SIGNING_CERTIFICATE", "")
# Certificates that signed before, where the data folder does not remember them: PEM files.
SIGNING_OLD_CERTIFICATES = env.words("SIGNING_OLD_CERTIFICATES")
# A server (RFC 3161) that says when a document was signed; unset, the signature has no time but its own.
TIMESTAMP_URL = env.text("TIMESTAMP_URL", "") and env.address("TIMESTAMP_URL", "")
# Open Badges are signed with an Ed25519 key: a PEM file, or the PEM itself; unset, one is made in the data folder.
BADGE_KEY = env.text("BADGE_KEY", "")
# Keys that signed before, where the data folder does not remember them: PEM files or public keys (z6Mk…).
BADGE_OLD_KEYS = env.words("BADGE_OLD_KEYS")

WAGTAIL_SITE_NAME = "HKRAC volunteers"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},
        "gunicorn.error": {"level": "WARNING", "filters": ["without_secrets"]},
        "fontTools": {"level": "ERROR"},
    },
}
