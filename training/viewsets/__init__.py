"""Training in the staff's screens: one module a room, the menu here."""

from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from training.viewsets.boards import BoardViewSet
from training.viewsets.commitments import CommitmentViewSet
from training.viewsets.curriculum import ModuleViewSet, RequirementViewSet
from training.viewsets.eligibility import EligibilityViewSet
from training.viewsets.events import EventViewSet, SessionViewSet
from training.viewsets.hours import HoursViewSet
from training.viewsets.importing import ImportViewSet
from training.viewsets.reports import ReportViewSet
from training.viewsets.terms import TermsViewSet


class TrainingGroup(ViewSetGroup):  # type: ignore[misc]
    """The menu."""

    menu_label = gettext_lazy("Training")
    menu_icon = "clipboard-list"
    menu_order = 210
    items = (
        EligibilityViewSet,
        CommitmentViewSet,
        HoursViewSet,
        EventViewSet,
        SessionViewSet,
        ModuleViewSet,
        RequirementViewSet,
        TermsViewSet,
        ImportViewSet,
        ReportViewSet,
        BoardViewSet,
    )
