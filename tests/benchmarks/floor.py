"""What the figures are measured against: the least page that is a page, and Wagtail's own listing of the same rows."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic import IndexView
from wagtail.permissions import ModelPermissionPolicy

from config.urls import urlpatterns as ours
from recruitment.models import Application

SIZE = 18_500
ROW = "<p><a href='/{{ group.pk }}/'>{{ group.name }}</a> and words that fill the page as words do.</p>\n"
PAGE = "<!doctype html><title>{{ group.name }}</title>" + ROW * (SIZE // len(ROW))
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TABLE = """<!doctype html><title>Table</title><table>{% for row in rows %}
<tr><th><a href="/{{ row.pk }}/">{{ row.name }}</a></th><td>{{ row.codename }}</td>
<td>{{ row.content_type_id }}</td></tr>
{% endfor %}</table>"""
_page = engines["django"].from_string(PAGE)
_table = engines["django"].from_string(TABLE)


def floor(request: HttpRequest) -> HttpResponse:
    """One template, one query."""
    return HttpResponse(_page.render({"group": Group.objects.order_by("pk").first()}, request))


def table(request: HttpRequest) -> HttpResponse:
    """Fifty rows with links, one query."""
    return HttpResponse(_table.render({"rows": Permission.objects.order_by("pk")[:50]}, request))


class Stock(IndexView):  # type: ignore[misc]
    """Wagtail's listing as it comes: as many columns as ours, and filters."""

    model = Application
    permission_policy = ModelPermissionPolicy(Application)
    list_display = ("name", "role", "cohort", "stage", "submitted_at", "reply_by", "hours_per_week")
    list_filter = ("role", "cohort", "stage", "language")
    search_fields = ("name", "email")
    paginate_by = 50
    index_url_name = "stock"
    index_results_url_name = "stock"
    default_ordering = "submitted_at"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("role", "cohort")


urlpatterns = [
    path("floor/", floor),
    path("floor/table/", table),
    path("admin/stock/", require_admin_access(Stock.as_view()), name="stock"),
    *ours,
]
