from django.apps import AppConfig


class BaseConfig(AppConfig):
    """What every app stands on: Hong Kong dates, two languages, private files, work that survives a crash."""

    name = "base"
