"""Who hears of an issue, and what of it is taken away: those without an address, those of a day, the expired."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import today
from certificates.models import Award, Certificate
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.factories import CompletionFactory
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
