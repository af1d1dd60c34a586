"""Any number of applications, to try the recruiters' list with."""

import json
from datetime import timedelta
from random import Random

from django.db import transaction

from base.dates import at, today
from config.demonstration.answers import Terms, answers
from config.demonstration.applications import ROLES, WAYS
from config.demonstration.assembly import SEED, build, check_allowed
from config.demonstration.bulk import Row, first_free, number_on, write
from config.demonstration.histories import FAMILIES, FAMILY, GIVEN, MORE
from config.demonstration.names import Person
from config.demonstration.scale import CHUNK, Progress, utc
from recruitment.actions.submission import SPEAKABLE
from recruitment.models import Application, ApplicationEvent, Cohort, FormDefinition, Role, Stage

COLUMNS = (
    "id",
    "reference",
    "role_id",
    "form_id",
    "cohort_id",
    "first_cohort_id",
    "stage",
    "version",
    "answers",
    "language",
    "privacy_version",
    "name",
    "email",
    "phone",
    "hours_per_week",
    "months",
    "submitted_at",
    "stage_since",
    "reply_by",
)
EVENT_COLUMNS = ("application_id", "from_stage", "to_stage", "at")
STAGES = tuple(WAYS)
NAME = "@name@"


def add_applications(count: int, *, progress: Progress) -> None:
    """Add so many applications over the last two years, each with its history."""
    check_allowed()
    build()
    crowd = Crowd(Random(SEED + first_free(Application)))  # noqa: S311 - the same every time, on purpose
    for start in range(0, count, CHUNK):
        upto = min(start + CHUNK, count)
        crowd.add(upto - start)
        progress("applications", upto, count)


class Crowd:
    """Applicants without end, from the roles and rounds as they stand."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.day = rng, today()
        self.rounds = list(Cohort.objects.order_by("starts_on"))
        self.roles = {role.slug: role for role in Role.objects.all()}
        self.forms = {slug: FormDefinition.objects.filter(role=role).latest() for slug, role in self.roles.items()}
        self.filled = {slug: self._fill(form) for slug, form in self.forms.items()}

    def _fill(self, form: FormDefinition) -> tuple[str, ...]:
        """Some ways to answer a form, the name left out."""
        person, rng = Person(0, NAME, "", "en"), self.rng
        filled = (answers(rng, form, person, Terms(hours=5 + way % 6), email="", cohort=None) for way in range(12))
        return tuple(json.dumps(one, ensure_ascii=False) for one in filled)

    @transaction.atomic
    def add(self, count: int) -> None:
        """So many applications and the events of each: all of them, or none."""
        first = first_free(Application)
        events: list[Row] = []
        write(Application, COLUMNS, [self._row(number, events) for number in range(first, first + count)])
        write(ApplicationEvent, EVENT_COLUMNS, events)
        number_on([Application])

    def _row(self, number: int, events: list[Row]) -> Row:
        rng, slug = self.rng, self.rng.choice(ROLES)
        role, form, stage = self.roles[slug], self.forms[slug], rng.choice(STAGES)
        sent = at(self.day - timedelta(days=rng.randint(1, 700)), rng.randint(7, 22), rng.randrange(60))
        name = f"{rng.choice(GIVEN + MORE)} {rng.choice(FAMILY + FAMILIES)}"
        cohort = rng.choice(self.rounds).pk if role.recruits_by_cohort else None
        filled = rng.choice(self.filled[slug])
        values = json.loads(filled) if role.is_casework else {}
        moments = self._history(number, stage, utc(sent), events)
        return (
            number,
            reference(number),
            role.pk,
            form.pk,
            cohort,
            cohort,
            stage.value,
            len(WAYS[stage]),
            filled.replace(NAME, name),
            "en" if number % 4 else "zh-hant",
            form.content.get("privacy", {}).get("version", "1"),
            name,
            f"applicant{number}@example.org" if number % 12 else "",
            f"+852 5500 {number % 10_000:04d}",
            values.get("hours_per_week"),
            values.get("months"),
            utc(sent),
            moments,
            (sent.date() + timedelta(days=role.reply_days)).isoformat(),
        )

    def _history(self, number: int, stage: Stage, sent: str, events: list[Row]) -> str:
        """The events of one application, all in the hours after it was sent; when the last was."""
        events.append((number, "", Stage.SUBMITTED.value, sent))
        came_from = Stage.SUBMITTED
        for step in WAYS[stage]:
            events.append((number, came_from.value, step.value, sent))
            came_from = step
        return sent


def reference(number: int) -> str:
    """A reference longer than real ones, so that it is nobody's."""
    letters, base = "", len(SPEAKABLE)
    for _place in range(7):
        number, letter = divmod(number, base)
        letters += SPEAKABLE[letter]
    return f"{letters[:3]}-{letters[3:]}"
