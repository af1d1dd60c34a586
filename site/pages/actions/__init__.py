"""The only writers of pages, outside Wagtail's editor."""

from pages.actions.demonstration import publish_demonstration_site

__all__ = ["publish_demonstration_site"]
