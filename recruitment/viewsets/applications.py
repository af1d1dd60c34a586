"""The applications' screens, at their addresses."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy

from accounts.visibility import VisibleModelViewSet
from recruitment.forms.filters import ApplicationFilterSet
from recruitment.models import Application
from recruitment.viewsets.application import ApplicationFileView, ApplicationPage
from recruitment.viewsets.bulk import BulkMove, BulkTags
from recruitment.viewsets.conversation import Ask, Defer
from recruitment.viewsets.decisions import AddNote, Correct, Decide
from recruitment.viewsets.duplicates import Compare, Merge
from recruitment.viewsets.listing import ApplicationIndex
from recruitment.viewsets.reviews import ReviewView, ShowName, UsualCriteria
from recruitment.viewsets.saved import SavedFilters
from recruitment.viewsets.tags import TagOne


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
    search_fields = ("search_text__text",)
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
        "first_cohort",
        "stage",
        "submitted_at",
        "reply_by",
        "offer_taken_at",
        "hours_per_week",
        "months",
        "leaves_on",
        "source",
        "language",
        "languages",
        "pairs",
        "tags",
    )
    export_headings = {
        "first_cohort": gettext_lazy("First applied for"),
        "language": gettext_lazy("Written to in"),
        "languages": gettext_lazy("Languages"),
        "pairs": gettext_lazy("Interprets"),
        "tags": gettext_lazy("Tags"),
    }
    export_filename = "applications"
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("decide/<int:pk>/", self.construct_view(Decide), name="decide"),
            path("correct/<int:pk>/", self.construct_view(Correct), name="correct"),
            path("compare/<int:pk>/<int:other>/", Compare.as_view(), name="compare"),
            path("merge/<int:pk>/<int:other>/", self.construct_view(Merge), name="merge"),
            path("review/<int:pk>/", self.construct_view(ReviewView), name="review"),
            path("usual-criteria/<int:pk>/", self.construct_view(UsualCriteria), name="usual_criteria"),
            path("show-name/<int:pk>/", ShowName.as_view(), name="show_name"),
            path("ask/<int:pk>/", self.construct_view(Ask), name="ask"),
            path("defer/<int:pk>/", self.construct_view(Defer), name="defer"),
            path("note/<int:pk>/", self.construct_view(AddNote), name="note"),
            path("tag/<int:pk>/", TagOne.as_view(), name="tag"),
            path("bulk/", BulkMove.as_view(), name="bulk"),
            path("bulk-tags/", BulkTags.as_view(), name="bulk_tags"),
            path("saved/", SavedFilters.as_view(), name="saved"),
            path("file/<int:pk>/<int:file>/", ApplicationFileView.as_view(), name="file"),
        ]
