"""What a decision warns of, and never forbids."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from recruitment.actions.duplicates import keep_likeness
from recruitment.actions.unresolved import unresolved
from recruitment.models import Application, ApplicationEvent, InformationRequest, Review, Stage
from tests.factories import ApplicationFactory, FormDefinitionFactory, RoleFactory


def applied(stage: Stage, *, references: bool = False, **fields: Any) -> Application:
    role = RoleFactory(with_references=references)
    row: Application = ApplicationFactory(form=FormDefinitionFactory(role=role), stage=stage, **fields)
    return row


def settle(row: Application, user: User) -> None:
    """Scored, and interviewed."""
    Review.objects.create(application=row, reviewer=user, at=timezone.now())
    ApplicationEvent.objects.create(application=row, to_stage=Stage.INTERVIEW, at=timezone.now())


def test_nothing_is_open_about_what_was_done(rita: User) -> None:
    row = applied(Stage.OFFERED, offer_taken_at=timezone.now())
    settle(row, rita)

    assert unresolved(row, Stage.ACCEPTED) == []


@pytest.mark.parametrize(("to", "number"), [(Stage.INTERVIEW, 1), (Stage.OFFERED, 2), (Stage.DECLINED, 0)])
def test_what_was_left_out_is_told_on_the_way_forward(db: None, to: Stage, number: int) -> None:
    assert len(unresolved(applied(Stage.SUBMITTED), to)) == number


def test_missing_references_and_an_offer_not_taken_up_are_told_on_acceptance(rita: User) -> None:
    row = applied(Stage.OFFERED, references=True)
    settle(row, rita)

    assert len(unresolved(row, Stage.ACCEPTED)) == 2
    assert unresolved(row, Stage.OFFERED) == []


def test_a_question_not_answered_and_a_twin_are_told(rita: User) -> None:
    row = applied(Stage.INTERVIEW, email="same@example.org")
    twin = ApplicationFactory(form=row.form, email="same@example.org")
    settle(row, rita)
    InformationRequest.objects.create(application=row, question="?", asked_at=timezone.now())
    keep_likeness(person=twin)

    told = " ".join(unresolved(row, Stage.OFFERED))

    assert "not answered our question" in told
    assert twin.reference in told


def test_it_is_told_on_the_page_and_forbids_nothing(client: Client, rita: User) -> None:
    row = applied(Stage.OFFERED, references=True)
    client.force_login(rita)
    address = reverse("recruitment_application:decide", args=(row.pk,)) + "?to=accepted"

    page = client.get(address).content.decode()
    answer = client.post(address, {"version": row.version})

    assert "has not said yes to the offer yet" in page
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.ACCEPTED
