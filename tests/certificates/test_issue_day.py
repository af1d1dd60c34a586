"""Who hears of an issue, and what of it is taken away: those without an address, those of a day, the expired."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from base.dates import today
from certificates.actions import issue
from certificates.models import Award, Certificate
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.factories import CompletionFactory, EnrolmentFactory, EventFactory
from tests.queue import Work
from training.models import Completion

pytestmark = pytest.mark.either


@pytest.fixture
def trainer(tom: User) -> Client:
    return signed_in(tom)


def test_who_gets_no_mail_is_named_before_and_after(
    trainer: Client, award: Award, completion: Completion, work: Work
) -> None:
    Volunteer.objects.update(email="")
    review = reverse("issue_desk:review", args=[award.pk])
    assert "1 person has no e-mail address" in trainer.get(review).content.decode()

    progress = trainer.post(review, {"achievement": [completion.pk]})["Location"]
    work()

    html = trainer.get(progress).content.decode()
    assert "1 person has no e-mail address" in html
    assert "Vera Lê" in html
    assert "Each holder is written to." not in html


def test_those_of_a_day_are_taken_away_alone(
    trainer: Client, award: Award, certificate: Certificate, work: Work
) -> None:
    Certificate.objects.update(issued_on=today() - timedelta(days=9))
    new = CompletionFactory(role=award.role)
    progress = trainer.post(reverse("issue_desk:review", args=[award.pk]), {"achievement": [new.pk]})["Location"]
    work()

    assert progress.endswith(f"?issued={today().isoformat()}")
    assert "1 of 1" in trainer.get(progress).content.decode()
    assert "2 of 2" in trainer.get(progress.partition("?")[0]).content.decode()
    days = trainer.get(f"{progress.partition('?')[0]}?person={new.volunteer.pk}&issued={today()}").context["days"]
    assert days == [(today(), f"?person={new.volunteer.pk}&issued={today()}")]
    answer = trainer.post(progress.replace("progress/", "archive.zip"))
    with ZipFile(BytesIO(answer.getvalue())) as packed:
        assert packed.namelist() == [f"{new.certificates.get().serial}.pdf"]
    assert trainer.get(progress.replace(today().isoformat(), "x")).status_code == 404


def test_expired_ones_are_not_taken_away(trainer: Client, award: Award, certificate: Certificate) -> None:
    Certificate.objects.update(expires_on=today() - timedelta(days=1))

    page = trainer.get(reverse("issue_desk:progress", args=[award.pk])).content.decode()
    answer = trainer.post(reverse("issue_desk:archive", args=[award.pk]), follow=True)

    assert "1 has expired and is left out" in page
    assert "All of these have expired" in answer.content.decode()


def test_as_many_qualify_here_as_there_and_it_is_said_who_corrects_a_name(
    trainer: Client, award: Award, completion: Completion
) -> None:
    event = EventFactory()
    EnrolmentFactory(volunteer=completion.volunteer, event=event)
    Volunteer.objects.update(name="Vera \u202eL\u00ea")

    there = trainer.get(reverse("issue_desk:event", args=[event.pk])).content.decode()
    here = trainer.get(reverse("issue_desk:review", args=[award.pk]), {"event": event.pk}).content.decode()

    assert '"Qualify now">1<' in there
    assert "1 person qualifies" in here
    assert "0 of them can be issued to now" in here
    assert "“Vera Lê” holds what is not seen and must not be printed: U+202E RIGHT-TO-LEFT OVERRIDE." in here
    assert "A recruiter or an administrator corrects a name" in here


def test_an_old_page_says_that_they_have_theirs(
    trainer: Client, award: Award, certificate: Certificate, completion: Completion
) -> None:
    page = trainer.post(reverse("issue_desk:review", args=[award.pk]), {"achievement": [completion.pk]}, follow=True)

    assert "those ticked have theirs already" in page.content.decode()


def test_why_somebody_does_not_qualify_and_what_to_search_for_is_said(
    trainer: Client, award: Award, vera: Volunteer
) -> None:
    person = trainer.get(reverse("issue_desk:person", args=[vera.pk])).content.decode()
    nothing = trainer.post(reverse("issue_desk:choose"), {"who": " "}).content.decode()

    assert "holds no role with compulsory training that this award is for" in person
    assert "Nobody has this name." not in nothing


def test_pausing_counts_what_waits_and_not_what_is_being_drawn(
    trainer: Client, award: Award, completion: Completion, tom: User
) -> None:
    rows = [issue(award=award, achievement=one, actor=tom) for one in (completion, CompletionFactory(role=award.role))]
    Certificate.objects.filter(pk=rows[0].pk).update(work="working", lease_until=timezone.now() + timedelta(minutes=5))

    html = trainer.post(reverse("issue_desk:pause", args=[award.pk]), follow=True).content.decode()

    assert "1 document waits. What is being drawn now is finished." in html
    assert 'data-live-say="The first are being made."' in html
