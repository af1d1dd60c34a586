"""The applications' screens, at their addresses."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy

from accounts.visibility import VisibleModelViewSet
from recruitment.forms.staff import ApplicationFilterSet
from recruitment.models import Application
from recruitment.viewsets.application import ApplicationFileView, ApplicationPage
from recruitment.viewsets.decisions import AddNote, Correct, Decide
from recruitment.viewsets.listing import SEARCHED, ApplicationIndex


class ApplicationViewSet(VisibleModelViewSet):
    """The applications. They are neither made nor edited nor deleted here: they are read and moved."""

    model = Application
    name = "recruitment_application"
    url_prefix = "applications"
    icon = "doc-full"
    menu_label = gettext_lazy("Applications")
    screens = ("index", "inspect")
    inspect_view_enabled = True
    index_view_class = ApplicationIndex
    inspect_view_class = ApplicationPage
    filterset_class = ApplicationFilterSet
    search_fields = SEARCHED
    search_backend_name = None
    export_permission = "recruitment.export_application"
    list_export = (
        "reference",
        "name",
        "name_other",
        "email",
        "phone",
        "role",
        "cohort",
        "get_stage_display",
        "submitted_at",
        "reply_by",
        "hours_per_week",
        "months",
        "leaves_on",
        "source",
        "language",
    )
    export_headings = {"get_stage_display": gettext_lazy("Stage")}
    export_filename = "applications"
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("decide/<int:pk>/", self.construct_view(Decide), name="decide"),
            path("correct/<int:pk>/", self.construct_view(Correct), name="correct"),
            path("note/<int:pk>/", self.construct_view(AddNote), name="note"),
            path("file/<int:pk>/<int:file>/", ApplicationFileView.as_view(), name="file"),
        ]
