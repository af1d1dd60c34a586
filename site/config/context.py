"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from base.models import Organisation


def site(request: HttpRequest) -> dict[str, Any]:
    """``site``: whether this is a demonstration, its address, and the organisation.

    A view that read the organisation beside a row of its own has put it on the request; else it is read when asked for.

    ``demonstration`` and ``organisation`` stand alone too: allauth's views have a ``site`` of their own.
    """
    organisation = getattr(request, "organisation", None) or SimpleLazyObject(Organisation.current)
    return {
        "demonstration": settings.DEMO,
        "organisation": organisation,
        "site": {
            "demo": settings.DEMO,
            "url": settings.SITE_URL,
            "organisation": organisation,
        },
    }
