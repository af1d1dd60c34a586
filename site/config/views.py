"""What machines ask: is it alive, is it ready, what may be crawled."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from base.models import Heartbeat
from certificates.credential import badges_ready
from certificates.signing import signing_ready
from config.fonts import missing_fonts
from mail.models import Delivery

QUEUE_AGE = Heartbeat.STALE


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _in_the_database() -> dict[str, bool]:
    """What only the database can tell; nothing of it is in order where that does not answer."""
    old = timezone.now() - QUEUE_AGE
    try:
        return {
            "migrations": _migrated(),
            "tick": Heartbeat.alive("tick"),
            "queue": not Delivery.objects.due(old).exclude(to="").exists(),
            "database": True,
        }
    except DatabaseError:
        return dict.fromkeys(("database", "migrations", "tick", "queue"), False)


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Each thing the product needs, as ok or not: 200 if all are, otherwise 503. Names no person and no path."""
    results = {
        **_in_the_database(),
        "fonts": not missing_fonts(),
        "signing_key": signing_ready() and badges_ready(),
    }
    return JsonResponse(results, status=200 if all(results.values()) else 503)


def robots(_request: HttpRequest) -> HttpResponse:
    """Public pages may be crawled; nothing personal may."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /verify/", "Disallow: /*/apply/", "Disallow: /*/my/"]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]), content_type="text/plain")


def missing(_request: HttpRequest, prefix: str) -> HttpResponse:
    """A real 404 beneath an unprefixed address, instead of a redirect to a language."""
    raise Http404(prefix)
