"""Recruitment in the staff's screens: the menu, the log's words, today's work on the dashboard."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from recruitment.actions.reviews import as_read_by
from recruitment.models import Application
from recruitment.viewsets import RecruitmentGroup, ReferenceViewSet
from recruitment.viewsets.enquiries import EnquiriesPanel

LONGEST = 5


@hooks.register("register_admin_viewset")
def register_screens() -> RecruitmentGroup:
    return RecruitmentGroup()


@hooks.register("register_admin_viewset")
def register_buttons() -> ReferenceViewSet:
    return ReferenceViewSet()


@hooks.register("insert_global_admin_css")
def staff_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """The log names stages and keys only: it outlives an erasure."""
    actions.register_action("recruitment.move", _("Move an application"), _("Application moved"))
    actions.register_action("recruitment.correction", _("Correct an application"), _("Stage corrected"))
    actions.register_action("recruitment.review", _("Score an application"), _("Scored"))
    actions.register_action("recruitment.name_shown", _("Show the name before scoring"), _("Name shown before scoring"))
    actions.register_action("recruitment.merge", _("Merge applications"), _("Merged"))
    actions.register_action("recruitment.volunteers_merged", _("Merge volunteers"), _("Merged with another volunteer"))
    actions.register_action("recruitment.note", _("Note on an application"), _("Note added"))
    actions.register_action("recruitment.answer", _("Answer of an applicant"), _("Answered by the applicant"))
    actions.register_action("recruitment.deferral", _("Move to another round"), _("Moved to another round"))
    actions.register_action("recruitment.erased", _("Erase an application"), _("Erased at the applicant's wish"))
    actions.register_action("recruitment.file_opened", _("Open an applicant's file"), _("File opened"))
    actions.register_action("recruitment.tagged", _("Tag an application"), _("Tag added"))
    actions.register_action("recruitment.untagged", _("Remove a tag from an application"), _("Tag removed"))
    actions.register_action("recruitment.exported", _("Export applications"), _("Applications exported"))
    actions.register_action("recruitment.slots_opened", _("Open interview times"), _("Interview times opened"))
    actions.register_action("recruitment.slot_moved", _("Move an interview time"), _("Interview time moved"))
    actions.register_action("recruitment.slot_cancelled", _("Cancel an interview time"), _("Interview time cancelled"))
    actions.register_action("recruitment.references", _("Ask for references"), _("References asked for"))
    actions.register_action("recruitment.referee_taken_back", _("Take back a referee"), _("Referee taken back"))
    actions.register_action("recruitment.entered", _("Enter an application for somebody"), _("Entered for somebody"))
    actions.register_action("recruitment.enquiry_answered", _("Answer an enquiry"), _("Enquiry answered"))
    actions.register_action("recruitment.language_assessed", _("Assess a language"), _("Language assessed"))
    actions.register_action("recruitment.cohort_dates", _("Open or close a cohort"), _("Cohort opened or closed"))
    actions.register_action("recruitment.placement_opened", _("Open a placement"), _("Placement opened"))
    actions.register_action("recruitment.terms_agreed", _("Agree on other terms"), _("Other terms agreed"))
    actions.register_action("recruitment.placement_ended", _("End a placement"), _("Placement ended"))


@hooks.register("construct_homepage_panels")
def add_enquiries_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("recruitment.view_enquiry"):
        panels.append(EnquiriesPanel())


class WaitingPanel(Component):  # type: ignore[misc]
    """Today's work: who waits longest, and how many answers are late."""

    name = "applications_waiting"
    template_name = "recruitment/staff/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = Application.objects.visible_to(user)
        oldest = as_read_by(rows.waiting().select_related("role", "cohort").defer("answers")[:LONGEST], user)
        return {"oldest": oldest, "waiting": rows.waiting().count(), "overdue": rows.overdue().count()}


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("recruitment.view_application"):
        panels.append(WaitingPanel())
