from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The public pages."""

    name = "pages"
