"""The recruitment rounds and training events of last year, this year and next."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Cohort, Demand, Role
from recruitment.rules import Season, season_weekends
from training.models import Event, Module, Requirement, Session

OPENS, CLOSES = timedelta(days=170), timedelta(days=32)  # before the weekend: one round is open on every day of a year
WANTED = PLACES = 20
LONG_AGO = date(2020, 1, 1)
VENUE = ("Training room, 1 Demonstration Street, Hong Kong", "香港示範街1號培訓室")
USUAL = {Season.JANUARY: (1, 16), Season.MAY_JUNE: (5, 30), Season.SEPTEMBER: (9, 18)}
SEASONS = {
    Season.JANUARY: ("January {}", "{}年1月"),
    Season.MAY_JUNE: ("May/June {}", "{}年5月／6月"),
    Season.SEPTEMBER: ("September {}", "{}年9月"),
}
LAW, PROCEDURE, INTERVIEWING = "refugee-law", "rsd-procedure", "interviewing"
RESEARCH, INTERPRETERS, ETHICS = "country-research", "working-with-interpreters", "ethics"
COMPULSORY = (
    (LAW, "Refugee law and the Convention definition", "難民法及《難民公約》定義", 10),
    (PROCEDURE, "Refugee status determination, step by step", "難民身份甄別程序", 15),
    (INTERVIEWING, "Interviewing and testimony", "面談與陳述書", 15),
    (RESEARCH, "Country-of-origin research", "原居國資料研究", 15),
    (INTERPRETERS, "Working with interpreters", "與傳譯員合作", 15),
    (ETHICS, "Ethics, confidentiality and vicarious trauma", "專業操守、保密及替代性創傷", 10),
)
COMMUNITY = ("community-interpretation", "Community interpretation", "社區傳譯")
# day of the weekend, from, to: in the order of the compulsory modules
TIMETABLE = (
    (0, time(9, 30), time(11, 30)),
    (0, time(11, 45), time(13, 15)),
    (0, time(14, 15), time(17, 15)),
    (1, time(9, 30), time(11, 30)),
    (1, time(11, 45), time(13, 15)),
    (1, time(14, 15), time(16, 45)),
)


def weekend_of(season: Season, year: int, holidays: set[date]) -> date:
    """The Saturday of a season's weekend: the one nearest to the usual date whose days are no public holidays."""
    usual = date(year, *USUAL[season])
    free = [day for day in season_weekends(season, year) if not {day, day + timedelta(days=1)} & holidays]
    return min(free, key=lambda day: abs(day - usual))


def make_cohorts(years: range, holidays: set[date], casework: Role) -> list[Cohort]:
    """The rounds of these years, the earliest first, each wanting caseworkers."""
    weekends = [(season, year, weekend_of(season, year, holidays)) for year in years for season in Season]
    cohorts = [
        Cohort.objects.create(
            season=season.value,
            year=year,
            starts_on=saturday,
            ends_on=saturday + timedelta(days=1),
            opens_on=saturday - OPENS,
            closes_on=saturday - CLOSES,
        )
        for season, year, saturday in weekends
    ]
    Demand.objects.bulk_create(Demand(cohort=cohort, role=casework, wanted=WANTED) for cohort in cohorts)
    return cohorts


def make_modules(casework: Role) -> list[Module]:
    """The six compulsory modules, and after them community interpretation."""
    modules = [
        Module.objects.create(
            key=key, title_en=en, title_zh=zh, allowance_minutes=allowance, validity_months=36, sort_order=order
        )
        for order, (key, en, zh, allowance) in enumerate(COMPULSORY, 1)
    ]
    Requirement.objects.bulk_create(Requirement(role=casework, module=module, from_on=LONG_AGO) for module in modules)
    key, en, zh = COMMUNITY
    return [*modules, Module.objects.create(key=key, title_en=en, title_zh=zh, validity_months=24, sort_order=7)]


def make_weekend(cohort: Cohort, modules: Sequence[Module], trainers: Sequence[User], day: date) -> Event:
    """The weekend of a round with its six sessions, held when it lies before the day."""
    title_en, title_zh = SEASONS[Season(cohort.season)]
    event = Event.objects.create(
        kind=Event.Kind.WEEKEND,
        cohort=cohort,
        title_en=f"Training weekend, {title_en.format(cohort.year)}",
        title_zh=f"{title_zh.format(cohort.year)}培訓周末",
        venue_en=VENUE[0],
        venue_zh=VENUE[1],
        places=PLACES,
    )
    event.trainers.set(trainers)
    state = Session.State.HELD if cohort.ends_on < day else Session.State.PLANNED
    Session.objects.bulk_create(
        Session(
            event=event,
            module=module,
            starts_at=datetime.combine(cohort.starts_on + timedelta(days=offset), begins, tzinfo=HONG_KONG),
            ends_at=datetime.combine(cohort.starts_on + timedelta(days=offset), ends, tzinfo=HONG_KONG),
            room="A",
            places=PLACES,
            state=state,
        )
        for module, (offset, begins, ends) in zip(modules, TIMETABLE, strict=False)
    )
    return event


def bring_weekend(day: date) -> Event | None:
    """Move the sessions of the next weekend to a day, one after the other, so that its register can be kept then.

    The event as it was found; None where no weekend is planned.
    """
    weekend = Event.objects.filter(kind=Event.Kind.WEEKEND).upcoming().first()
    for place, session in enumerate(weekend.sessions.order_by("starts_at") if weekend else ()):
        session.starts_at = at(day, 8) + place * timedelta(hours=2)
        session.ends_at = session.starts_at + timedelta(minutes=90)
        session.save(update_fields=["starts_at", "ends_at"])
    return weekend


def make_evening(day: date, module: Module, places: int, state: Session.State) -> Session:
    """An evening of community interpretation training."""
    event = Event.objects.create(
        kind=Event.Kind.INTERPRETATION,
        title_en="Community interpretation training",
        title_zh="社區傳譯培訓",
        venue_en=VENUE[0],
        venue_zh=VENUE[1],
        places=places,
    )
    return Session.objects.create(
        event=event,
        module=module,
        starts_at=at(day, 18, 30),
        ends_at=at(day, 20, 30),
        room="B",
        places=places,
        state=state,
    )


def make_replacement(day: date, module: Module) -> Session:
    """One module again on an ordinary day, for those who missed it."""
    event = Event.objects.create(
        kind=Event.Kind.OTHER,
        title_en=f"Once more: {module.title_en}",
        title_zh=f"補課：{module.title_zh}",
        venue_en=VENUE[0],
        venue_zh=VENUE[1],
        places=6,
    )
    return Session.objects.create(
        event=event, module=module, starts_at=at(day, 10), ends_at=at(day, 13), room="B", places=6
    )
