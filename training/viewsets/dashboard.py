"""Today's work of training on the dashboard: the next weekend, who is at risk, who may do casework, who is behind."""

from datetime import timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from base.dates import today
from recruitment.models import Demand
from training.actions.at_risk import AtRisk, at_risk
from training.eligibility import met_on
from training.eligibility.figures import eligible_by_month
from training.models import Commitment, Enrolment, Event, HoursEntry, Session, Standing

LONGEST: Final = 5
LATELY: Final = timedelta(days=60)  # a make-up can still mend what was missed so long ago
AN_HOUR: Final = 60 * 60
KEEPS: Final = "training.keep_register"
CONFIRMS: Final = "training.confirm_hoursentry"


class TrainingPanel(Component):  # type: ignore[misc]
    """Who may do casework: at the beginning of this month, today, and of the next as far as is known now.

    Days other than today are asked of the facts, which takes a while where there are many people: once an hour.
    """

    name = "training_today"
    template_name = "training/staff/panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = Standing.objects.visible_to(parent_context["request"].user).current()
        everybody = rows.count()
        return {
            "eligible": rows.filter(met_on(today())).count(),
            "everybody": everybody,
            "months": cache.get_or_set(f"eligible_by_month:{today()}", eligible_by_month, AN_HOUR)
            if everybody
            else None,
        }


class WeekendPanel(Component):  # type: ignore[misc]
    """The next weekend: places to apply for as the website says them, seats in the room, who has not answered."""

    name = "training_weekend"
    template_name = "training/staff/weekend_panel.html"
    order = 61

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        weekends = Event.objects.visible_to(user).filter(kind=Event.Kind.WEEKEND).upcoming()
        weekend = weekends.with_places_left().select_related("cohort").first()
        if weekend is None:
            return {"weekend": None}
        return {
            "weekend": weekend,
            "places": sum(Demand.objects.filter(cohort=weekend.cohort).places_left().values()),
            "may_keep": user.has_perm(KEEPS),
            "may_see_people": user.has_perm("training.view_standing"),
            **_places(weekend),
        }


def _places(weekend: Event) -> dict[str, Any]:
    """Who has a place, who has not said whether they come and until when they may, who waits."""
    state = Enrolment.State
    return Enrolment.objects.filter(event=weekend).aggregate(
        confirmed=Count("pk", filter=Q(state=state.CONFIRMED)),
        offered=Count("pk", filter=Q(state=state.OFFERED)),
        answer_by=Min("offered_until", filter=Q(state=state.OFFERED)),
        waiting=Count("pk", filter=Q(state=state.WAITLISTED)),
    )


class RiskPanel(Component):  # type: ignore[misc]
    """Who missed something that can still be mended, of events that began within the last sixty days."""

    name = "training_risk"
    template_name = "training/staff/risk_panel.html"
    order = 62

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        now, user = timezone.now(), parent_context["request"].user
        held = Event.objects.annotate(
            begins=Min("sessions__starts_at", filter=~Q(sessions__state=Session.State.CANCELLED)),
            ends=Max("sessions__ends_at", filter=~Q(sessions__state=Session.State.CANCELLED)),
        ).filter(begins__lte=now, ends__gte=now - LATELY)
        found = [(event, [risk for risk in at_risk(event) if not risk.is_mended]) for event in held.order_by("-begins")]
        return {
            "events": [(event, risks[:LONGEST], _more(risks)) for event, risks in found if risks],
            "may_keep": user.has_perm(KEEPS),
        }


def _more(risks: list[AtRisk]) -> int:
    return max(0, len(risks) - LONGEST)


class CommitmentsPanel(Component):  # type: ignore[misc]
    """How commitments stand: who is behind, where a supervisor is to decide, which hours wait to be confirmed."""

    name = "training_commitments"
    template_name = "training/staff/commitments_panel.html"
    order = 63

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = Commitment.objects.visible_to(user)
        behind = rows.behind().select_related("placement__volunteer", "placement__role")
        return {
            "running": rows.running().count(),
            "behind": behind.count(),
            "short": rows.short().count(),
            "hours": HoursEntry.objects.to_decide_by(user).count() if user.has_perm(CONFIRMS) else 0,
            "first": behind.order_by("ends_on", "pk")[:LONGEST],
        }


PANELS: Final = {
    "training.view_standing": (TrainingPanel,),
    "training.view_enrolment": (WeekendPanel, RiskPanel),
    "training.view_commitment": (CommitmentsPanel,),
}


def panels_for(user: Any) -> list[Component]:
    """Those for what a person may see."""
    return [panel() for right, panels in PANELS.items() if user.has_perm(right) for panel in panels]
