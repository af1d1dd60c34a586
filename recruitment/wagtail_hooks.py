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

from recruitment.models import Application
from recruitment.viewsets import RecruitmentGroup

LONGEST = 5


@hooks.register("register_admin_viewset")
def register_screens() -> RecruitmentGroup:
    return RecruitmentGroup()


@hooks.register("insert_global_admin_css")
def staff_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """The log names stages and keys only: it outlives an erasure."""
    actions.register_action("recruitment.move", _("Move an application"), _("Application moved"))
    actions.register_action("recruitment.correction", _("Correct an application"), _("Stage corrected"))
    actions.register_action("recruitment.note", _("Note on an application"), _("Note added"))
    actions.register_action("recruitment.answer", _("Answer of an applicant"), _("Answered by the applicant"))
    actions.register_action("recruitment.deferral", _("Move to another round"), _("Moved to another round"))
    actions.register_action("recruitment.erased", _("Erase an application"), _("Erased at the applicant's wish"))
    actions.register_action("recruitment.file_opened", _("Open an applicant's file"), _("File opened"))
    actions.register_action("recruitment.placement_opened", _("Open a placement"), _("Placement opened"))
    actions.register_action("recruitment.placement_ended", _("End a placement"), _("Placement ended"))


class WaitingPanel(Component):  # type: ignore[misc]
    """Today's work: who waits longest, and how many answers are late."""

    name = "applications_waiting"
    template_name = "recruitment/staff/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = Application.objects.visible_to(user)
        oldest = rows.waiting().select_related("role", "cohort").defer("answers")[:LONGEST]
        return {"oldest": oldest, "waiting": rows.waiting().count(), "overdue": rows.overdue().count()}


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("recruitment.view_application"):
        panels.append(WaitingPanel())
