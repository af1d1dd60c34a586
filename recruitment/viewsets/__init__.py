"""The staff's screens of recruitment."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from recruitment.viewsets.applications import ApplicationViewSet
from recruitment.viewsets.calendar import HolidayViewSet, RoleViewSet
from recruitment.viewsets.cohorts import CohortViewSet
from recruitment.viewsets.criteria import CriterionViewSet
from recruitment.viewsets.enquiries import EnquiryViewSet
from recruitment.viewsets.entering import EnteringViewSet
from recruitment.viewsets.interviews import InterviewViewSet
from recruitment.viewsets.languages import InterpreterViewSet
from recruitment.viewsets.people import PlacementViewSet, VolunteerViewSet
from recruitment.viewsets.questions import QuestionViewSet
from recruitment.viewsets.references import ReferenceViewSet
from recruitment.viewsets.report import ReportViewSet


class RecruitmentGroup(ModelViewSetGroup):  # type: ignore[misc]
    """The menu of recruitment."""

    menu_label = _("Recruitment")
    menu_icon = "group"
    menu_order = 110
    items = (
        ApplicationViewSet,
        EnteringViewSet,
        EnquiryViewSet,
        InterviewViewSet,
        VolunteerViewSet,
        PlacementViewSet,
        InterpreterViewSet,
        CohortViewSet,
        RoleViewSet,
        QuestionViewSet,
        CriterionViewSet,
        HolidayViewSet,
        ReportViewSet,
    )


__all__ = ["RecruitmentGroup", "ReferenceViewSet"]
