"""Planning recruitment rounds. The calendar's rules are refusals here, whatever screen asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.localised import listed, localised
from recruitment.actions.refusals import Overwritten, Refused
from recruitment.models import Cohort, Demand, Holiday, Role
from recruitment.rules import Season
from recruitment.rules.planning import DAY, FAULT_WORDS, weekend_fault, window_fault
from recruitment.rules.seen import stamp

EDITED = ("season", "year", "starts_on", "opens_on", "closes_on")


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round as it is to be planned; ``on_holiday`` says that a weekend touching a public holiday is meant."""

    season: Season
    starts_on: date
    opens_on: date
    closes_on: date
    wanted: Mapping[int, int] = field(default_factory=dict)
    on_holiday: bool = False


class NotPlanned(Refused):
    """The calendar does not allow a plan: ``faults`` says why, by season and field."""

    def __init__(self, faults: Mapping[Season, Mapping[str, str]]) -> None:
        super().__init__(" ".join(words for found in faults.values() for words in found.values()))
        self.faults = faults


@transaction.atomic
def plan_year(*, year: int, rounds: Sequence[Round], actor: User | None) -> list[Cohort]:
    """Plan the rounds of a year: all of them, or none. Rounds that exist already stay as they are.

    Trainers then make the event of each weekend. Raises NotPlanned where the calendar does not allow one, where a
    weekend touches a public holiday without this being meant, is past, or is planned already.
    """
    found = {one.season: _faults(year, one) for one in rounds}
    for season in Cohort.objects.filter(year=year, season__in=[one.season for one in rounds]).values_list(
        "season", flat=True
    ):
        found[Season(season)]["starts_on"] = _("This round is planned already.")
    if found := {season: faults for season, faults in found.items() if faults}:
        raise NotPlanned(found)
    return [_plan(year, one, actor) for one in rounds]


def _plan(year: int, one: Round, actor: User | None) -> Cohort:
    cohort = Cohort(
        season=one.season.value, year=year, starts_on=one.starts_on, opens_on=one.opens_on, closes_on=one.closes_on
    )
    return keep(cohort=cohort, numbers=one.wanted, actor=actor, on_holiday=one.on_holiday)


def _faults(year: int, one: Round) -> dict[str, str]:
    found = {
        "starts_on": weekend_fault(one.season, year, one.starts_on),
        "closes_on": window_fault(one.opens_on, one.closes_on, one.starts_on),
    }
    words = {name: str(FAULT_WORDS[fault]) for name, fault in found.items() if fault}
    if "starts_on" not in words and one.starts_on <= today():
        words["starts_on"] = _("This weekend is past.")
    if "starts_on" not in words and not one.on_holiday and (holiday := touched_holiday(one.starts_on)):
        words["starts_on"] = holiday
    return words


def touched_holiday(saturday: date) -> str:
    """That a weekend touches public holidays, in words; "" where it does not."""
    names = [localised(holiday, "name") for holiday in Holiday.objects.of_weekend(saturday)]
    return _("The weekend touches a public holiday: %(name)s.") % {"name": listed(names)} if names else ""


def cohort_seen(cohort: Cohort) -> str:
    """A mark of a round as its editors see it, with the numbers it wants."""
    columns = (getattr(cohort, name) for name in EDITED)
    return stamp([*columns, *cohort.demands.order_by("role").values_list("role", "wanted")])


@transaction.atomic
def keep(
    *, cohort: Cohort, numbers: Mapping[int, int], actor: User | None, on_holiday: bool = False, seen: str = ""
) -> Cohort:
    """Keep a round as it is planned now, with the numbers it wants; it was ``seen`` as marked.

    Raises Overwritten where somebody else changed it since. Raises NotPlanned where its weekend is new and touches a
    public holiday, unless ``on_holiday`` says that this is meant; where the calendar does not allow it; or where the
    season of that year has its round already.
    """
    season, before = Season(cohort.season), Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if before and seen and (now := cohort_seen(before)) != seen:
        raise Overwritten(now)
    fault = weekend_fault(season, cohort.year, cohort.starts_on)
    closing = window_fault(cohort.opens_on, cohort.closes_on, cohort.starts_on)
    moved = before is None or before.starts_on != cohort.starts_on
    holiday = touched_holiday(cohort.starts_on) if moved and not on_holiday else ""
    if words := str(FAULT_WORDS[fault]) if fault else holiday:
        raise NotPlanned({season: {"starts_on": words}})
    if closing:
        raise NotPlanned({season: {"closes_on": str(FAULT_WORDS[closing])}})
    cohort.ends_on = cohort.starts_on + DAY
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise NotPlanned({season: {"starts_on": _("This round is planned already.")}}) from error
    want(cohort=cohort, numbers=numbers)
    log(instance=cohort, action="wagtail.edit" if before else "wagtail.create", user=actor)
    return cohort


@transaction.atomic
def take_applications(*, cohort: Cohort, opens_on: date, closes_on: date, actor: User | None) -> None:
    """Open or close a round: applications are taken from one day to the other, both included.

    Raises NotPlanned where it would close before it opens, or not before its weekend.
    """
    if fault := window_fault(opens_on, closes_on, cohort.starts_on):
        raise NotPlanned({Season(cohort.season): {"closes_on": str(FAULT_WORDS[fault])}})
    cohort.opens_on, cohort.closes_on = opens_on, closes_on
    cohort.save(update_fields=["opens_on", "closes_on"])
    log(instance=cohort, action="recruitment.cohort_dates", user=actor)


@transaction.atomic
def want(*, cohort: Cohort, numbers: Mapping[int, int]) -> None:
    """State how many people a round wants, by role; roles not named, or that recruit all year, are not sought."""
    by_cohort = set(Role.objects.filter(pk__in=numbers, recruits_by_cohort=True).values_list("pk", flat=True))
    cohort.demands.exclude(role__in=by_cohort).delete()
    for role in by_cohort:
        Demand.objects.update_or_create(cohort=cohort, role_id=role, defaults={"wanted": numbers[role]})
