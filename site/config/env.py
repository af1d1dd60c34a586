"""Settings read from the environment. A bad or missing value stops the start with one line that names it."""

import os
import tempfile
from pathlib import Path

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


def whole(name: str, default: int) -> int:
    """A whole number, not below zero."""
    value = text(name, str(default))
    if not value.isdecimal():
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message)
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default or ",").split(",") if word.strip()]


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


def address(name: str, default: str) -> str:
    """The beginning of a web address, with its scheme and without a closing slash."""
    value = text(name, default).rstrip("/")
    if not value.startswith(("http://", "https://")):
        message = f"{name} must begin with http:// or https://, not {value!r}."
        raise ImproperlyConfigured(message)
    return value
