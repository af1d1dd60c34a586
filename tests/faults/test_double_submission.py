"""Impatient people: many presses of the last button, and of the first, at the same moment."""

from typing import Any, cast

import pytest
from django.db import connection, models
from django.test import Client

from mail.models import Delivery
from recruitment.actions import submission
from recruitment.models import Application, ApplicationEvent, Cohort, Draft
from recruitment.wizard.journey import Journey
from tests.faults.racers import race
from tests.recruitment.applying import ABOUT, Applicant, casework, hidden

RACERS = 6


@pytest.fixture
def applicant(transactional_db: None) -> Applicant:
    casework()
    return Applicant()


def press(portion: tuple[str, str, dict[str, str]]) -> None:
    """Send a page in the same browser as everybody else; anything but a way on is a failure."""
    cookie, url, typed = portion
    client = Client()
    if cookie:
        client.cookies["sessionid"] = cookie
    answer = client.post(url, typed)
    assert answer.status_code == 302, answer.status_code
    assert "/receipt/" in answer["Location"] or "/time/" in answer["Location"], answer["Location"]


def last_button(applicant: Applicant) -> tuple[str, str, dict[str, str]]:
    applicant.fill(Cohort.objects.get())
    return applicant.client.cookies["sessionid"].value, applicant.url("check"), {}


def first_button(applicant: Applicant) -> tuple[str, str, dict[str, str]]:
    token = hidden(applicant.client.get(applicant.first), "started_with")
    return "", applicant.first, {**ABOUT, "started_with": token}


def test_many_presses_of_the_last_button_send_one_application(applicant: Applicant) -> None:
    portion = last_button(applicant)

    race(press, [portion] * RACERS)

    assert Application.objects.count() == 1
    assert ApplicationEvent.objects.count() == 1
    assert Delivery.objects.count() == 1


def submit_as_read(draft: Draft) -> None:
    """Everybody has read the same finished draft before anybody sends it: the worst moment."""
    values = Journey.of(draft).values()
    submission.submit(draft=draft, values=values, language="en")


def test_the_worst_moment_too_sends_one_application(applicant: Applicant) -> None:
    last_button(applicant)
    draft = Draft.objects.select_related("role", "form").get(pk=applicant.draft.pk)

    race(submit_as_read, [draft] * RACERS)

    assert Application.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_control_without_the_guards_there_are_several(applicant: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    last_button(applicant)
    draft = Draft.objects.select_related("role", "form").get(pk=applicant.draft.pk)
    monkeypatch.setattr(submission, "claim", lambda **_kwargs: True)
    monkeypatch.setattr(submission, "_send_receipt", lambda *_args: None)
    loose = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    _alter(Application, "draft", loose)

    race(submit_as_read, [draft] * RACERS)

    assert Application.objects.count() == RACERS


def test_many_presses_of_the_first_button_begin_one_draft(applicant: Applicant) -> None:
    portion = first_button(applicant)

    race(press, [portion] * RACERS)

    assert Draft.objects.count() == 1


def test_control_without_the_one_use_token_there_are_several(applicant: Applicant) -> None:
    portion = first_button(applicant)
    _alter(Draft, "started_with", models.CharField(max_length=64))

    race(press, [portion] * RACERS)

    assert Draft.objects.count() == RACERS


def test_saves_of_different_steps_at_once_lose_none(applicant: Applicant) -> None:
    applicant.start()
    steps = applicant.rest(Cohort.objects.get())
    cookie = applicant.client.cookies["sessionid"].value
    portions = [(cookie, applicant.url(step), step, dict(typed)) for step, typed in steps.items()]

    race(save, portions)

    assert set(applicant.draft.answers) == {"about", *steps}
    assert set(applicant.draft.done) == {"about", *steps}
    assert applicant.draft.version == len(steps)


def save(portion: tuple[str, str, str, dict[str, str]]) -> None:
    """Send one step."""
    cookie, url, step, typed = portion
    client = Client()
    client.cookies["sessionid"] = cookie
    assert client.post(url, {**typed, "application-current_step": step}).status_code == 302


@pytest.mark.long
@pytest.mark.parametrize("_round", range(100))
def test_fifty_presses_of_the_last_button(applicant: Applicant, _round: int) -> None:
    portion = last_button(applicant)

    race(press, [portion] * 50)

    assert Application.objects.count() == 1
    assert Delivery.objects.count() == 1


def _alter(model: type[models.Model], name: str, loose: models.Field) -> None:  # type: ignore[type-arg]
    """Take a column's guard away, for the length of a test."""
    loose.set_attributes_from_name(name)
    loose.model = model
    kept = cast("models.Field[Any, Any]", model._meta.get_field(name))  # noqa: SLF001 - the column as it is
    with connection.schema_editor() as editor:
        editor.alter_field(model, kept, loose)
