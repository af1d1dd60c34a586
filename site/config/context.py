"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from base.models import Organisation


def site(_request: HttpRequest) -> dict[str, Any]:
    """``site``: whether this is a demonstration, its address, and (read when asked for) the organisation."""
    return {
        "site": {
            "demo": settings.DEMO,
            "url": settings.SITE_URL,
            "organisation": SimpleLazyObject(Organisation.current),
        },
    }
