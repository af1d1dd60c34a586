"""Settings read from the environment. A bad or missing value stops the start with one line that names it."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def read_file(path: Path) -> None:
    """Take ``NAME=value`` lines from a file, where there is one; what the environment already says wins."""
    if not path.is_file():
        return
    for line in path.read_text().splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str | None = None) -> str:
    """The variable as written, without surrounding blanks; without a default it must be set."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        message = f"{name} must be set in the environment."
        raise ImproperlyConfigured(message)
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in TRUE | FALSE:
        message = f"{name} must be 1 or 0, not {value!r}."
        raise ImproperlyConfigured(message)
    return word in TRUE


def whole(name: str, default: int, *, least: int = 0, most: int = 65535) -> int:
    """A whole number within these bounds."""
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        message = f"{name} must be a whole number from {least} to {most}, not {value!r}."
        raise ImproperlyConfigured(message)
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default or ",").split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """Django's settings of the database at this address; nothing where none is given. A password is never repeated."""
    value = text(name, "")
    if not value:
        return {}
    try:
        found: dict[str, Any] = {**dj_database_url.parse(value, conn_max_age=None, conn_health_checks=True)}
    except ValueError:
        found = {}
    if found.get("ENGINE") != "django.db.backends.postgresql" or not found["NAME"]:
        message = f"{name} must look like postgres://user:password@host:5432/name."
        raise ImproperlyConfigured(message)
    return found


def mail_server(name: str) -> SplitResult | None:
    """The parts of a mail server's address; None where none is given."""
    value = text(name, "")
    if not value:
        return None
    parts = urlsplit(value)
    try:
        good = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        good = False
    if not good:
        message = f"{name} must look like smtp://user:password@host:587?tls=1."
        raise ImproperlyConfigured(message)
    return parts


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it need not exist yet."""
    return Path(text(name, str(default))).expanduser().resolve()


def own_folder(name: str, default: Path) -> Path:
    """A folder that exists from now on and can be written."""
    path = folder(name, default)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        message = f"{name} {path} cannot be written: {error.strerror}."
        raise ImproperlyConfigured(message) from error


def kept_secret(path: Path) -> str:
    """The secret in this file, made on first use: whole or not at all, and readable by its owner only."""
    if not path.exists():
        descriptor, made = tempfile.mkstemp(dir=path.parent)  # for the owner only
        with os.fdopen(descriptor, "w") as content:
            content.write(secrets.token_urlsafe(64))
        Path(made).replace(path)
    return path.read_text().strip()


def address(name: str, default: str) -> str:
    """The beginning of a web address, with its scheme and without a closing slash."""
    value = text(name, default).rstrip("/")
    if not value.startswith(("http://", "https://")):
        message = f"{name} must begin with http:// or https://, not {value!r}."
        raise ImproperlyConfigured(message)
    return value
