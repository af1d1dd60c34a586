"""The page types."""

from pages.models.content import ContentPage
from pages.models.home import HomePage
from pages.models.role import RolePage, RolesIndexPage
from pages.models.weekend import Weekend, next_weekends

__all__ = ["ContentPage", "HomePage", "RolePage", "RolesIndexPage", "Weekend", "next_weekends"]
