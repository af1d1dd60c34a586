"""The only writers of pages, outside Wagtail's editor."""

from pages.actions.publishing import publish_demonstration_site, publish_first_pages

__all__ = ["publish_demonstration_site", "publish_first_pages"]
