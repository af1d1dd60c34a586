"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from base.models import Organisation


def site(_request: HttpRequest) -> dict[str, Any]:
    """``site``: whether this is a demonstration, its address, and (read when asked for) the organisation.

    ``demonstration`` and ``organisation`` stand alone too: allauth's views have a ``site`` of their own.
    """
    organisation = SimpleLazyObject(Organisation.current)
    return {
        "demonstration": settings.DEMO,
        "organisation": organisation,
        "site": {
            "demo": settings.DEMO,
            "url": settings.SITE_URL,
            "organisation": organisation,
        },
    }
