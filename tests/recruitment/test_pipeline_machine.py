"""Whatever recruiters and applicants do, in whatever order: the history tells all of it, and nothing is half done."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from mail.models import Delivery
from recruitment.actions import deferral, information, interviews, offers, pipeline, withdrawal
from recruitment.actions.acceptance import NEW_PERSON
from recruitment.actions.refusals import Refused
from recruitment.models import (
    CLOSED,
    Application,
    ApplicationEvent,
    Cohort,
    InformationRequest,
    InterviewSlot,
    Placement,
    Stage,
)
from tests.factories import ApplicationFactory, CohortFactory, DemandFactory, staff
from tests.recruitment.applying import casework

SMALL = {"max_examples": 3, "stateful_step_count": 20}
FULL = {"max_examples": 60, "stateful_step_count": 50}
WHO, PLACES = st.integers(0, 2), st.integers(0, 2)
STAGES = st.sampled_from(Stage)
Kind = ApplicationEvent.Kind


class Deciding(RuleBasedStateMachine):
    """Three applications, three rounds, three times for interviews, two recruiters."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        role, cohort = casework()
        self.rounds = [cohort]
        for month, day, season in ((5, 30, "may_june"), (9, 19, "september")):
            later = CohortFactory(season=season, year=2099, starts_on=date(2099, month, day), opens_on=date(2020, 1, 1))
            DemandFactory(cohort=later, role=role)
            self.rounds.append(later)
        self.staff = [staff(Staff.RECRUITER, email=f"r{number}@example.org") for number in range(2)]
        given = {"role": role, "cohort": cohort, "first_cohort": cohort, "stage": Stage.SUBMITTED}
        self.keys = [ApplicationFactory(email=email, **given).pk for email in ("a@example.org", "b@example.org", "")]
        for application in Application.objects.all():
            ApplicationEvent.objects.create(
                application=application, to_stage=Stage.SUBMITTED, at=application.submitted_at
            )
        start = timezone.now() + timedelta(days=7)
        self.slots = [
            InterviewSlot.objects.create(
                interviewer=self.staff[0],
                starts_at=start + timedelta(hours=hour),
                ends_at=start + timedelta(hours=hour, minutes=30),
                place_en="Room 1",
            ).pk
            for hour in range(3)
        ]
        self.closed: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def find(self, who: int) -> Application:
        return Application.objects.select_related("role", "cohort", "form").get(pk=self.keys[who])

    def try_to(self, who: int, act: Callable[..., Any], **given: Any) -> None:
        """Do it; if it is refused, nothing at all has changed."""
        application, before = self.find(who), self.picture()
        try:
            with transaction.atomic():
                act(application=application, **given)
        except Refused:
            assert self.picture() == before

    def picture(self) -> list[Any]:
        """Everything the actions may write, in short."""
        return [
            list(Application.objects.order_by("pk").values("pk", "stage", "version", "cohort", "offer_taken_at")),
            list(InterviewSlot.objects.order_by("pk").values("pk", "application")),
            [kind.objects.count() for kind in (ApplicationEvent, Delivery, Placement, InformationRequest)],
        ]

    @rule(who=WHO, to=STAGES, by=st.integers(0, 1), behind=st.sampled_from([0, 0, 0, 1]), quiet=st.booleans())
    def move(self, who: int, to: Stage, by: int, behind: int, *, quiet: bool) -> None:
        seen = self.find(who).version - behind
        person = NEW_PERSON if to == Stage.ACCEPTED else ""
        self.try_to(who, pipeline.move, to=to, actor=self.staff[by], seen_version=seen, silent=quiet, person=person)

    @rule(who=WHO, to=STAGES, reason=st.sampled_from(["Pressed the wrong one", " "]))
    def correct(self, who: int, to: Stage, reason: str) -> None:
        was = self.find(who)
        self.try_to(who, pipeline.correct, to=to, actor=self.staff[0], seen_version=was.version, reason=reason)
        if self.find(who).version != was.version:
            self.closed.pop(was.pk, None)

    @rule(who=WHO)
    def note(self, who: int) -> None:
        self.try_to(who, pipeline.add_note, actor=self.staff[1], note="Called back.")

    @rule(who=WHO)
    def ask(self, who: int) -> None:
        seen = self.find(who).version
        self.try_to(who, information.ask, actor=self.staff[0], question="Which days suit?", seen_version=seen)

    @rule(who=WHO)
    def answer(self, who: int) -> None:
        self.try_to(who, information.answer, text="Wednesdays.")

    @rule(who=WHO, place=PLACES, by=st.integers(-1, 1))
    def defer(self, who: int, place: int, by: int) -> None:
        actor = self.staff[by] if by >= 0 else None
        seen = self.find(who).version
        self.try_to(who, deferral.defer, cohort=self.rounds[place], seen_version=seen, actor=actor)

    @rule(who=WHO, behind=st.sampled_from([0, 0, 1]))
    def withdraw(self, who: int, behind: int) -> None:
        self.try_to(who, withdrawal.withdraw, seen_version=self.find(who).version - behind)

    @rule(who=WHO, yes=st.booleans())
    def answer_the_offer(self, who: int, *, yes: bool) -> None:
        act = offers.take_up if yes else offers.decline
        self.try_to(who, act, seen_version=self.find(who).version)

    @rule(who=WHO, place=PLACES, again=st.booleans())
    def choose_a_time(self, who: int, place: int, *, again: bool) -> None:
        slot = InterviewSlot.objects.get(pk=self.slots[place])
        self.try_to(who, interviews.change if again else interviews.book, slot=slot)

    @rule(who=WHO)
    def give_the_time_up(self, who: int) -> None:
        self.try_to(who, interviews.release)

    @invariant()
    def the_history_tells_where_it_stands(self) -> None:
        for application in Application.objects.all():
            moved = application.events.exclude(to_stage="").order_by("at", "pk").last()
            assert moved
            assert application.stage == moved.to_stage

    @invariant()
    def what_is_closed_stays_closed_unless_it_is_corrected(self) -> None:
        for application in Application.objects.all():
            assert self.closed.get(application.pk, application.stage) == application.stage
            if application.stage in CLOSED:
                self.closed[application.pk] = application.stage

    @invariant()
    def a_placement_stands_for_an_acceptance(self) -> None:
        accepted = set(Application.objects.filter(stage=Stage.ACCEPTED).values_list("pk", flat=True))
        assert set(Placement.objects.values_list("application", flat=True)) == accepted

    @invariant()
    def a_time_is_held_only_by_whoever_is_invited(self) -> None:
        held = InterviewSlot.objects.exclude(application=None)
        assert set(held.values_list("application__stage", flat=True)) <= {Stage.INTERVIEW}

    @invariant()
    def an_answer_is_to_a_question(self) -> None:
        answered = InformationRequest.objects.exclude(answer="").count()
        assert answered <= ApplicationEvent.objects.filter(kind=Kind.ANSWER, note="Wednesdays.").count()

    @invariant()
    def the_first_round_stays_on_record(self) -> None:
        assert set(Application.objects.values_list("first_cohort", flat=True)) == {self.rounds[0].pk}


@pytest.mark.django_db
@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long)])
def test_nothing_is_half_and_the_history_tells_all(figures: dict[str, int]) -> None:
    held = settings(deadline=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Deciding, settings=held)
    assert not Cohort.objects.exists()
