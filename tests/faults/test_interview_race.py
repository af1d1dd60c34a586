"""Many people for one time: exactly one has it, the others are told, whatever happens at once."""

import time

import pytest
from django.db import transaction

from accounts.roles import Staff
from mail.models import Delivery
from recruitment.actions.interviews import Taken, book, change, release
from recruitment.actions.refusals import NotPossible
from recruitment.actions.slots import cancel
from recruitment.models import Application, InterviewSlot, Stage
from tests.factories import ApplicationFactory, FormDefinitionFactory, InterviewSlotFactory, staff
from tests.faults.racers import race

SMALL = (8, 2)
FULL = pytest.param((20, 10), marks=pytest.mark.long)


def crowd(number: int) -> list[int]:
    """So many applications that may choose a time; what a process does once is done before the forks."""
    form = FormDefinitionFactory()
    book(slot=InterviewSlotFactory(), application=ApplicationFactory(form=form, stage=Stage.INTERVIEW))
    return [ApplicationFactory(form=form, stage=Stage.INTERVIEW).pk for _n in range(number)]


def times(number: int) -> list[InterviewSlot]:
    interviewer = staff(Staff.RECRUITER)
    return [InterviewSlotFactory(interviewer=interviewer) for _n in range(number)]


def told(kind: str) -> int:
    return Delivery.objects.filter(kind=kind).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("figures", [SMALL, FULL])
def test_of_all_who_want_one_time_exactly_one_has_it(figures: tuple[int, int]) -> None:
    people, rounds = figures
    pks = crowd(people)
    slots = times(rounds)

    def choose(pk: int) -> None:
        application = Application.objects.get(pk=pk)
        for slot in slots:
            try:
                book(slot=slot, application=application)
            except (Taken, NotPossible):
                continue

    race(choose, pks)
    holders = list(
        InterviewSlot.objects.filter(pk__in=[slot.pk for slot in slots]).values_list("application", flat=True)
    )
    assert None not in holders
    assert len(set(holders)) == rounds
    assert told("interview_booked") == told("interviewer_booked") == rounds + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("figures", [SMALL, FULL])
def test_all_who_swap_end_with_one_time_each_or_their_old_one(figures: tuple[int, int]) -> None:
    people, rounds = figures
    pks, slots = crowd(people), times(people + 1)
    for pk, slot in zip(pks, slots, strict=False):
        book(slot=slot, application=Application.objects.get(pk=pk))

    def swap(place: int) -> None:
        application = Application.objects.get(pk=pks[place])
        for step in range(1, rounds + 1):
            try:
                change(slot=slots[(place + step) % len(slots)], application=application)
            except NotPossible:
                continue

    race(swap, range(people))
    held = InterviewSlot.objects.filter(application__in=pks)
    assert sorted(held.values_list("application", flat=True)) == sorted(pks)
    assert InterviewSlot.objects.filter(pk__in=[slot.pk for slot in slots]).free().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("figures", [SMALL, FULL])
def test_booking_giving_up_and_cancelling_at_once_leave_no_half(figures: tuple[int, int]) -> None:
    people, rounds = figures
    pks, slots = crowd(people), times(rounds * 2)
    rita = staff(Staff.RECRUITER, email="rita@example.org")

    def act(pk: int) -> None:
        application = Application.objects.get(pk=pk)
        for turn, slot in enumerate(slots):
            try:
                if pk % 4 == 0:
                    cancel(slot=slot, actor=rita)
                elif (pk + turn) % 3 == 0:
                    release(application=application)
                else:
                    change(slot=slot, application=application)
            except NotPossible:
                continue

    race(act, pks)
    assert not InterviewSlot.objects.exclude(cancelled_at=None).exclude(application=None).exists()
    given = told("interview_booked") - told("interview_freed") - told("interview_cancelled")
    assert InterviewSlot.objects.filter(application__isnull=False).count() == given


@pytest.mark.django_db(transaction=True)
def test_control_without_the_guard_two_people_are_told_that_they_have_it() -> None:
    """Read, check, write: what the conditional update is there to prevent, seen to go wrong."""
    pks, (slot,) = crowd(4), times(1)

    def choose_naively(pk: int) -> None:
        if InterviewSlot.objects.get(pk=slot.pk).application_id is None:
            time.sleep(0.2)
            with transaction.atomic():
                InterviewSlot.objects.filter(pk=slot.pk).update(application=pk)
                Delivery.objects.create(kind="interview_booked", to="x@example.org", language="en", subject="x")

    before = told("interview_booked")
    race(choose_naively, pks)
    assert told("interview_booked") - before > 1
