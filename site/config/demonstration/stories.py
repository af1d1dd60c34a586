"""What became of each volunteer, so that every state of the screens is somebody's."""

from dataclasses import dataclass, replace

from config.demonstration.roles import EVENTS, FUNDRAISING, INTERPRETATION, PRESS, TECHNOLOGY
from recruitment.models import Placement
from training.models import Criterion, Enrolment

INTAKE = ("wed-pm", "thu-pm")


@dataclass(frozen=True)
class Story:
    """One volunteer's way. Days count from today, so -30 is a month ago.

    ``weekend`` is the distance of their round (-1 the last held, 0 the next; None: trained elsewhere), ``marks`` a
    letter for each session (see :data:`config.demonstration.training.MARKS`). ``pause`` and ``hold`` are days from
    and until; None as the second means open-ended. ``gives`` is how many percent of the hours promised they give.
    """

    weekend: int | None = -1
    place: Enrolment.State = Enrolment.State.CONFIRMED
    marks: str = ""
    made_up: bool = False
    make_up_booked: bool = False
    granted: str = ""
    hours: int | None = 6
    gives: int = 100
    unsigned: str = ""
    half_days: tuple[str, ...] = INTAKE
    availability_ended: int | None = None
    pause: tuple[int, int | None] | None = None
    hold: tuple[int, int | None] | None = None
    override: Criterion | None = None
    ended_early: int | None = None
    ending: Placement.Ending | None = None
    second_role: str = ""
    by_application: bool = True
    mail: bool = True


TRAINED = Story(marks="PPPPPP")
EARLIER = replace(TRAINED, weekend=-2, by_application=False)
FULFILLED = Story(weekend=-3, marks="PPPPPP", by_application=False)
NEWCOMER = Story(weekend=0, hours=None, unsigned="confidentiality conflict", half_days=("wed-pm",))
CASEWORK: tuple[Story, ...] = (
    # the last weekend: a full register
    replace(TRAINED, hours=8, half_days=(*INTAKE, "fri-am")),
    replace(TRAINED, marks="LPPPPP"),
    replace(TRAINED, marks="PPCPPP", second_role=INTERPRETATION),
    replace(TRAINED, hours=10, mail=False),
    replace(TRAINED, gives=40),
    replace(TRAINED, hours=5, gives=0),
    replace(TRAINED, marks="PPTPPP", make_up_booked=True),
    replace(TRAINED, marks="PPPPAP"),
    replace(TRAINED, marks="XPPPPP", hours=None),
    replace(TRAINED, marks="PPP-PP"),
    replace(TRAINED, pause=(-12, None)),
    replace(TRAINED, pause=(-20, 15)),
    replace(TRAINED, half_days=()),
    replace(TRAINED, availability_ended=-9),
    replace(TRAINED, hours=None),
    replace(TRAINED, hours=None, half_days=("mon-am", "tue-am")),
    replace(TRAINED, hours=3),
    replace(TRAINED, unsigned="conflict"),
    replace(TRAINED, unsigned="confidentiality"),
    replace(TRAINED, hold=(-6, None)),
    replace(TRAINED, half_days=(), override=Criterion.AVAILABLE),
    replace(TRAINED, marks="PPPPPA", override=Criterion.TRAINED),
    replace(TRAINED, weekend=-1, place=Enrolment.State.CANCELLED, marks="", hours=None, half_days=()),
    # the one before
    replace(EARLIER, hours=12),
    replace(EARLIER, half_days=("tue-pm", "wed-pm")),
    replace(EARLIER),
    replace(EARLIER, pause=(-110, -80)),
    replace(EARLIER, ended_early=-25),
    replace(EARLIER, hold=(-60, -40)),
    replace(EARLIER, ending=Placement.Ending.LEFT),
    replace(EARLIER, marks="AAAAAA", hours=None, unsigned="confidentiality conflict", half_days=()),
    replace(EARLIER, marks="PPAPPP", made_up=True),
    replace(EARLIER, marks="PPXPPP", made_up=True),
    # and those who fulfilled what they promised
    FULFILLED,
    replace(FULFILLED, gives=60),
    FULFILLED,
    replace(FULFILLED, second_role=EVENTS),
    replace(FULFILLED, ending=Placement.Ending.COMPLETED),
    # trained elsewhere, or so long ago that it lapsed
    Story(weekend=None, granted="lapsed", by_application=False),
    Story(weekend=None, granted="taught", by_application=False, hours=5),
    # still to come
    *(replace(NEWCOMER, place=Enrolment.State.OFFERED) for _ in range(3)),
    *(replace(NEWCOMER, unsigned="") for _ in range(4)),
    *(replace(NEWCOMER, hours=7) for _ in range(3)),
    replace(NEWCOMER, place=Enrolment.State.CANCELLED),
    replace(NEWCOMER, weekend=1, mail=False),
)
# An interpreter may be paid; most roles have no evening to come to.
OTHERS: tuple[tuple[str, bool, Enrolment.State | None], ...] = (
    (INTERPRETATION, True, Enrolment.State.CONFIRMED),
    (INTERPRETATION, True, Enrolment.State.CONFIRMED),
    (INTERPRETATION, False, Enrolment.State.CONFIRMED),
    (INTERPRETATION, True, Enrolment.State.OFFERED),
    (INTERPRETATION, False, Enrolment.State.OFFERED),
    (INTERPRETATION, True, Enrolment.State.WAITLISTED),
    (INTERPRETATION, False, Enrolment.State.WAITLISTED),
    (FUNDRAISING, False, None),
    (FUNDRAISING, False, None),
    (EVENTS, False, None),
    (PRESS, False, None),
    (PRESS, False, None),
    (TECHNOLOGY, False, None),
)
EVENING_PLACES = 5
