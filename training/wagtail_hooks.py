"""Training in the staff's screens: the menu, a person's page, the log's words, today's figures on the dashboard."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from recruitment.viewsets.people import also_shown
from training.views import agreeing, eligibility, forecast
from training.viewsets import TrainingGroup, crediting, interpreters
from training.viewsets.changes import TELLS, ChangesPanel
from training.viewsets.dashboard import panels_for
from training.viewsets.eligibility_changes import ChangeViewSet
from training.viewsets.origins import brought_in

LOGGED = (  # the action, what a filter calls it, what the log says of it
    ("training.complete", _("Complete training"), _("Training completed")),
    ("training.undo_completion", _("Undo completion"), _("Completion undone")),
    ("training.credit", _("Credit a module"), _("Module credited by hand")),
    ("training.withdraw_credit", _("Withdraw a credit"), _("Credit withdrawn")),
    ("training.sign", _("Sign a commitment"), _("Commitment signed")),
    ("training.pause", _("Pause a commitment"), _("Commitment paused")),
    ("training.resume", _("End a pause"), _("Pause ended")),
    ("training.end_early", _("End a commitment early"), _("Commitment ended early")),
    ("training.anchor", _("Agree on a beginning"), _("Beginning agreed")),
    ("training.extend", _("Extend a commitment"), _("Commitment extended")),
    ("training.accept_short", _("Accept fewer hours"), _("Fewer hours accepted")),
    ("training.fulfil", _("Fulfil a commitment"), _("Commitment fulfilled")),
    ("training.undo_fulfilment", _("Undo fulfilment"), _("Commitment not fulfilled after all")),
    ("training.want_nudges", _("Want reminders"), _("Reminders about hours wanted")),
    ("training.stop_nudges", _("Stop reminders"), _("Reminders about hours stopped")),
    ("training.log_hours", _("Log hours"), _("Hours logged")),
    ("training.enter_hours", _("Enter hours"), _("Hours entered by staff")),
    ("training.withdraw_hours", _("Take hours back"), _("Hours taken back")),
    ("training.confirm_hours", _("Confirm hours"), _("Hours confirmed")),
    ("training.refuse_hours", _("Refuse hours"), _("Hours not confirmed")),
    ("training.reopen_hours", _("Reopen hours"), _("Decision on hours taken back")),
    ("training.hold", _("Hold back from casework"), _("Held back from casework")),
    ("training.lift_hold", _("Lift a hold"), _("Hold lifted")),
    ("training.override", _("Override a criterion"), _("Criterion overridden")),
    ("training.withdraw_override", _("Withdraw an override"), _("Override withdrawn")),
    ("training.session.call_off", _("Call a session off"), _("Session called off")),
    ("training.change.known", _("Know of a change"), _("Said that they know of a change")),
    ("training.change.reached", _("Reach by telephone"), _("Told of a change by telephone")),
    ("training.place.join", _("Join the line"), _("Joined the line for a place")),
    ("training.place.offer", _("Offer a place"), _("Place offered")),
    ("training.place.confirm", _("Confirm a place"), _("Place confirmed")),
    ("training.register.walk_in", _("Write down a walk-in"), _("Walk-in written down")),
    ("training.register.head_count", _("Count heads"), _("Head count kept")),
    ("training.check_in.open", _("Open self check-in"), _("Self check-in opened")),
    ("training.check_in.close", _("Close self check-in"), _("Self check-in closed")),
    ("training.calendar.renew", _("Renew a calendar address"), _("Calendar address renewed")),
    ("training.place.cancel", _("Give up a place"), _("Place given up")),
    ("training.place.seat", _("Give a place by hand"), _("Place given by a trainer")),
    ("training.place.extra", _("Give an extra seat"), _("Extra seat given by a trainer")),
    ("training.place.move", _("Move a place"), _("Moved from another event")),
    ("training.place.carry_over", _("Carry over"), _("Carried over from an earlier waitlist")),
    ("training.import", _("Bring in a spreadsheet"), _("Brought in from a spreadsheet")),
    ("training.make_up", _("Offer a make-up"), _("Make-up offered")),
    ("training.publish_report", _("Publish a board report"), _("Board report published")),
)

also_shown(crediting.learnt)
also_shown(brought_in)


@hooks.register("register_admin_viewset")
def register_screens() -> TrainingGroup:
    return TrainingGroup()


@hooks.register("register_admin_viewset")
def register_changes() -> ChangeViewSet:
    """Reached from the list of who may do casework, and from the supervisors' mail."""
    return ChangeViewSet()


class RegisterItem(MenuItem):  # type: ignore[misc]
    """The register, for those who keep it; it lies outside these screens, in the reader's language."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("training.keep_register")

    def render_component(self, request: HttpRequest) -> Any:
        there = MenuItem(self.label, reverse("register:sessions"), self.name, icon_name=self.icon_name)
        return there.render_component(request)


@hooks.register("register_admin_menu_item")
def register_register() -> RegisterItem:
    return RegisterItem(_("Register"), "", name="register", icon_name="check", order=205)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("training/terms-agreed/<int:pk>/", agreeing.agree, name="training_agree"),
        path("interpreters/coverage/", interpreters.cover, name="training_coverage"),
        path("training/forecast/", forecast.forecast, name="training_forecast"),
        path("training/credits/<int:pk>/", crediting.Credits.as_view(), name="training_credits"),
        path(
            "training/credits/<int:pk>/withdraw/", crediting.WithdrawCredit.as_view(), name="training_credit_withdraw"
        ),
        path("training/eligibility/<int:pk>/", eligibility.person, name="training_person"),
        path("training/eligibility/<int:pk>/<slug:verb>/", eligibility.decide, name="training_decide"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """The log names what was done, never why: reasons stay in their rows, and go with them."""
    for action, label, message in LOGGED:
        actions.register_action(action, label, message)


@hooks.register("construct_homepage_panels")
def add_training_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels.extend(panels_for(request.user))
    if request.user.has_perm(TELLS):
        panels.append(ChangesPanel())
