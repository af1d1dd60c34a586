"""A copy without demonstration data: who runs it, and who is its first administrator."""

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from accounts.actions import open_administrator
from accounts.models import User
from base.actions import describe_organisation
from base.models import Organisation
from pages.actions import publish_first_pages

Check = Callable[[str], None]


def needed(value: str) -> None:
    """An answer is wanted."""
    if not value:
        raise ValidationError("An answer is needed.")


def a_file_or_nothing(value: str) -> None:
    """The logo is optional; a path that leads nowhere is a mistake."""
    if value and not Path(value).expanduser().is_file():
        raise ValidationError("There is no such file.")


def anything(_value: str) -> None:
    """Optional."""


QUESTIONS: tuple[tuple[str, str, str, Check], ...] = (
    ("name_en", "ORGANISATION_NAME", "Name of the organisation (English)", needed),
    ("name_zh", "ORGANISATION_NAME_ZH", "Name in Chinese (may stay empty)", anything),
    ("address_en", "ORGANISATION_ADDRESS", "Postal address (English, may stay empty)", anything),
    ("address_zh", "ORGANISATION_ADDRESS_ZH", "Postal address in Chinese (may stay empty)", anything),
    ("email", "ORGANISATION_EMAIL", "E-mail address that mails come from", validate_email),
    ("logo", "ORGANISATION_LOGO", "Path of a logo, SVG or PNG (may stay empty)", a_file_or_nothing),
)


def set_up() -> None:
    """Ask for what is missing, or take it from the environment; CommandError says what to do where neither works."""
    if not Organisation.objects.exists():
        answers = {field: answer(variable, question, check) for field, variable, question, check in QUESTIONS}
        describe_organisation(**answers)
    if not User.objects.filter(is_superuser=True, is_active=True).exists():
        email = answer("ADMIN_EMAIL", "E-mail address of the first administrator", validate_email)
        open_administrator(email=email, password=password())
    publish_first_pages()


def answer(variable: str, question: str, check: Check) -> str:
    """One answer: from the environment if it is there, else asked until it will do."""
    value = os.environ.get(variable, "").strip()
    if value or not sys.stdin.isatty():
        return _given(variable, value, check)
    while True:
        value = input(f"{question}: ").strip()
        try:
            check(value)
        except ValidationError as error:
            print(" ".join(error.messages))  # noqa: T201 - a conversation
        else:
            return value


def _given(variable: str, value: str, check: Check) -> str:
    try:
        check(value)
    except ValidationError as error:
        message = (
            f"{variable}: {' '.join(error.messages)} Set it in the environment, or start in a terminal to be asked."
        )
        raise CommandError(message) from error
    return value


def password() -> str:
    """The first administrator's, good enough and typed twice."""
    if os.environ.get("ADMIN_PASSWORD") or not sys.stdin.isatty():
        return _given("ADMIN_PASSWORD", os.environ.get("ADMIN_PASSWORD", ""), validate_password)
    while True:
        value = getpass.getpass("Password (12 characters or more): ")
        try:
            validate_password(value)
        except ValidationError as error:
            print(" ".join(error.messages))  # noqa: T201 - a conversation
            continue
        if value == getpass.getpass("The same again: "):
            return value
        print("They differ.")  # noqa: T201 - a conversation
