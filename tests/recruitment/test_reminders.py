"""What comes round by itself: drafts that end, roles and rounds that close, offers and questions nobody answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from base.dates import today
from mail.models import Delivery
from recruitment.actions import reminders
from recruitment.actions.drafts import by_link
from recruitment.actions.offers import take_up
from recruitment.actions.pipeline import move
from recruitment.models import Application, ApplicationEvent, Cohort, Draft, Role, Stage
from tests.factories import (
    ApplicationFactory,
    CohortFactory,
    DraftFactory,
    FormDefinitionFactory,
    InterviewSlotFactory,
    RoleFactory,
)
from tests.mailserver import Mailbox
from tests.queue import Work

pytestmark = pytest.mark.django_db
TYPED = {"about": {"email": ["lucja@example.org"], "name": ["Łucja"]}}


def draft(days: float = 6, **fields: Any) -> Draft:
    made: Draft = DraftFactory(**{"answers": TYPED, "expires_at": timezone.now() + timedelta(days=days), **fields})
    return made


def waiting(days: int, *, stage: Stage = Stage.OFFERED, **fields: Any) -> Application:
    since = timezone.now() - timedelta(days=days, minutes=1)
    made: Application = ApplicationFactory(stage=stage, stage_since=since, submitted_at=since, **fields)
    return made


def kinds() -> list[str]:
    return sorted(Delivery.objects.values_list("kind", flat=True))


def days_pass(application: Application, days: int) -> None:
    """As if the stage had begun, and the last reminder gone out, so many days earlier."""
    application.refresh_from_db()
    earlier = timedelta(days=days)
    reminded = application.reminded_at and application.reminded_at - earlier
    Application.objects.filter(pk=application.pk).update(
        stage_since=application.stage_since - earlier, reminded_at=reminded
    )


def test_a_draft_is_reminded_of_once_with_a_link_that_works(work: Work, mailbox: Mailbox) -> None:
    ends, later = draft(6), draft(8)

    assert [reminders.remind_of_drafts(), reminders.remind_of_drafts()] == [1, 0]

    work()
    token = mailbox.links("lucja@example.org")[0].rstrip("/").rsplit("/", 1)[-1]
    assert (len(mailbox.messages), by_link(token)) == (1, ends)
    later.refresh_from_db()
    assert later.reminded_at is None


def test_what_a_colleague_writes_for_somebody_is_the_colleagues(rita: User) -> None:
    draft(6, entered_by=rita)
    draft(20, entered_by=rita, role=RoleFactory(is_open=False))

    assert (reminders.remind_of_drafts(), reminders.tell_of_closing()) == (0, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"answers": {}},
        {"answers": {"about": {"email": ["no address"]}}},
        {"submitted_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
        {"reminded_at": timezone.now()},
    ],
)
def test_nobody_else_is_reminded_of_a_draft(fields: dict[str, Any]) -> None:
    draft(**fields)

    assert (reminders.remind_of_drafts(), kinds()) == (0, [])


def test_a_draft_saved_in_the_same_moment_is_left_to_the_next_round() -> None:
    row = draft()
    seen = Draft.objects.get(pk=row.pk)
    Draft.objects.update(version=1)

    assert reminders._remind_of_draft(seen) is False  # noqa: SLF001 - the race, without its timing
    assert kinds() == []


def test_a_role_that_closes_tells_those_with_drafts_once_and_keeps_them() -> None:
    row, other = draft(20), draft(20)
    Role.objects.filter(pk=row.role_id).update(is_open=False)

    assert [reminders.tell_of_closing(), reminders.tell_of_closing()] == [1, 0]
    assert (kinds(), Draft.objects.count()) == (["draft_role_closed"], 2)
    assert not Delivery.objects.about(other).exists()
    assert f"/en/apply/{row.role.slug}/{row.pk}/" in Delivery.objects.get().body


def test_a_round_that_closes_tells_those_who_chose_it() -> None:
    closed: Cohort = CohortFactory(starts_on=date(2027, 1, 16), opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))
    draft(20, cohort=closed)
    draft(20)

    assert [reminders.tell_of_closing(), reminders.tell_of_closing()] == [1, 0]
    assert "January 2027" in Delivery.objects.get(kind="draft_round_closed").body


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.INFORMATION])
def test_two_reminders_a_week_apart_then_it_lapses(stage: Stage, work: Work, mailbox: Mailbox) -> None:
    application = waiting(6, stage=stage)
    said = []

    for _day in range(16):
        said.append((reminders.remind_applicants(), reminders.lapse_unanswered()))
        days_pass(application, 1)

    application.refresh_from_db()
    event = ApplicationEvent.objects.get()
    assert [day + 6 for day, told in enumerate(said) if any(told)] == [7, 14, 21]
    assert (application.stage, event.actor, event.from_stage, event.to_stage) == (Stage.LAPSED, None, stage, "lapsed")
    assert event.reason == reminders.UNANSWERED
    assert kinds() == sorted([f"{stage.value}_reminder"] * 2 + ["application_lapsed"])
    work()
    assert len(mailbox.to(application.email)) == 3


def test_after_weeks_without_a_clock_everybody_still_gets_both_reminders() -> None:
    application = waiting(90)

    assert [reminders.remind_applicants(), reminders.remind_applicants(), reminders.lapse_unanswered()] == [1, 0, 0]
    days_pass(application, 7)
    assert [reminders.remind_applicants(), reminders.lapse_unanswered()] == [1, 0]
    days_pass(application, 7)
    assert reminders.lapse_unanswered() == 1


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.INTERVIEW, Stage.RESERVE, Stage.ACCEPTED, Stage.DECLINED])
def test_where_nobody_waits_for_the_applicant_nobody_is_reminded(stage: Stage) -> None:
    waiting(90, stage=stage, reminders=0)
    waiting(90, stage=stage, reminders=2, reminded_at=timezone.now() - timedelta(days=60))

    assert (reminders.remind_applicants(), reminders.lapse_unanswered(), kinds()) == (0, 0, [])


def test_who_took_up_the_offer_is_neither_reminded_nor_lapsed() -> None:
    application = waiting(90, reminders=2, reminded_at=timezone.now() - timedelta(days=30))
    take_up(application=application, seen_version=application.version)

    assert (reminders.remind_applicants(), reminders.lapse_unanswered()) == (0, 0)


def test_a_question_after_a_yes_to_the_offer_is_reminded_of_and_lapses_too() -> None:
    application = waiting(7, stage=Stage.INFORMATION, offer_taken_at=timezone.now() - timedelta(days=9))

    assert reminders.remind_applicants() == 1
    days_pass(application, 7)
    assert reminders.remind_applicants() == 1
    days_pass(application, 7)
    assert reminders.lapse_unanswered() == 1


def test_a_talk_still_to_come_is_given_up_when_the_question_before_it_lapses() -> None:
    application = waiting(21, stage=Stage.INFORMATION, reminders=2, reminded_at=timezone.now() - timedelta(days=8))
    slot = InterviewSlotFactory(
        application=application, booked_at=timezone.now(), starts_at=timezone.now() + timedelta(days=3)
    )

    reminders.lapse_unanswered()

    slot.refresh_from_db()
    assert (slot.application, kinds()) == (None, ["application_lapsed", "interview_freed", "interviewer_cancelled"])


def test_an_answer_in_the_same_moment_wins_over_lapsing() -> None:
    application = waiting(90, reminders=2, reminded_at=timezone.now() - timedelta(days=30))
    seen = Application.objects.get(pk=application.pk)
    take_up(application=application, seen_version=application.version)

    assert reminders.lapse(application=seen) is False
    assert Application.objects.get().stage == Stage.OFFERED


def test_a_new_stage_counts_its_reminders_anew(rita: User) -> None:
    application = waiting(90, reminders=2, reminded_at=timezone.now())
    move(application=application, to=Stage.INFORMATION, actor=rita, seen_version=0, silent=True)

    application.refresh_from_db()
    assert (application.reminders, application.reminded_at) == (0, None)


def test_without_an_address_the_reminder_is_a_call() -> None:
    waiting(8, email="", phone="+852 5123 4567")
    reminders.remind_applicants()

    task = Delivery.objects.get()
    assert (task.to, task.phone) == ("", "+852 5123 4567")


def test_the_saved_page_says_that_one_reminder_comes(client: Client) -> None:
    form = FormDefinitionFactory(role__slug="events")
    row = draft(20, form=form, role=form.role)
    session = client.session
    session["drafts"] = {str(row.pk): {"shared": False, "at": timezone.now().timestamp()}}
    session.save()

    page = client.get(f"/en/apply/events/{row.pk}/later/").content.decode()

    assert "A week before that we remind you once by mail." in page
    assert today() < timezone.localdate(row.expires_at)
