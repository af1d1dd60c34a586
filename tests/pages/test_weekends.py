"""One number of places left, and one word for what is closed or full, wherever it is said."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import at
from base.templatetags.components import written_range
from recruitment.models import Cohort, Demand, Draft, Role, Stage
from tests.factories import ApplicationFactory, FormDefinitionFactory, SessionFactory
from tests.recruitment.applying import EXPERIENCE, TIME, Applicant
from training.actions.calling_off import call_off
from training.models import Event, Session

pytestmark = pytest.mark.either


def read(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.fixture
def applicant(public_site: None) -> Applicant:
    """Somebody who has come as far as the weekend, and chose the only one."""
    applicant = Applicant()
    applicant.start()
    applicant.send("time", TIME)
    applicant.send("experience", EXPERIENCE)
    applicant.send("weekend", {"cohort": str(Cohort.objects.get().pk)})
    return applicant


def pages(applicant: Applicant) -> list[str]:
    """The home page, the role's page, and the wizard where it asks."""
    wizard = applicant.client.get(applicant.url("weekend")).content.decode()
    return [read("/en/"), read("/en/roles/casework/"), wizard]


def tasks(applicant: Applicant) -> str:
    page: Any = applicant.client.get(f"/en/apply/casework/{Draft.objects.get().pk}/")
    return page.content.decode()  # type: ignore[no-any-return]


def test_the_same_number_is_said_everywhere(applicant: Applicant) -> None:
    assert ["7 places left" in page for page in pages(applicant)] == [True, True, True]
    assert "full now" not in tasks(applicant)


def test_people_accepted_for_another_role_take_no_place(applicant: Applicant) -> None:
    press = FormDefinitionFactory(role=Role.objects.get(slug="press"))
    ApplicationFactory(form=press, cohort=Cohort.objects.get(), stage=Stage.ACCEPTED)

    assert Demand.objects.with_left().get().left == 7  # type: ignore[attr-defined]


def test_a_full_round_is_said_everywhere_and_to_who_comes_back(applicant: Applicant) -> None:
    Demand.objects.update(wanted=2)

    assert ["waiting list" in page for page in pages(applicant)] == [True, True, True]
    assert "The training weekend you chose is full now." in tasks(applicant)
    assert (
        "The training weekend you chose is full now." in applicant.client.get(applicant.url("check")).content.decode()
    )


def test_a_round_that_closed_is_said_everywhere_and_must_be_chosen_anew(applicant: Applicant) -> None:
    assert "Choose another one" not in tasks(applicant)
    Cohort.objects.update(closes_on=date(2021, 1, 1))

    home, role, wizard = pages(applicant)
    listed = tasks(applicant)

    assert "Applications closed on Friday 1 January 2021" in home
    assert "Applications closed on Friday 1 January 2021" in role
    assert "No training weekend takes applications just now" in role
    assert "No training weekend takes applications just now" in wizard
    assert "takes no more applications. Choose another one." in wizard
    assert "takes no more applications. Choose another one." in listed
    assert f'href="{applicant.url("weekend")}">Go on' in listed


def test_a_round_that_is_not_open_yet_says_from_when(public_site: None) -> None:
    Cohort.objects.update(opens_on=date(2032, 1, 1))

    assert "Applications open on Thursday 1 January 2032" in read("/en/roles/casework/")


def test_a_closed_role_shows_no_places(public_site: None) -> None:
    Role.objects.update(is_open=False)

    assert "places left" not in read("/en/roles/casework/")
    assert "places left" not in read("/en/")


def test_the_new_days_stand_wherever_a_weekend_is_shown(
    client: Client, public_site: None, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = Cohort.objects.get()
    event = Event.objects.get(cohort=cohort)
    event.sessions.all().delete()
    saturday = cohort.starts_on
    for day in (saturday, cohort.ends_on):
        SessionFactory(event=event, starts_at=at(day, 10))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(saturday - timedelta(days=3), 10))

    def shown() -> list[str]:
        client.force_login(tom)
        plan = f"{reverse('training_event:plan')}?year={saturday.year}"
        paths = ["/en/", "/en/roles/casework/", reverse("wagtailadmin_home"), plan]
        return [client.get(path).content.decode().replace("Called off", "") for path in paths]

    before, moved = written_range(saturday, cohort.ends_on), saturday + timedelta(days=7)
    assert all(before in page for page in shown())
    call_off(event=event, day=saturday, because=Session.Why.TYPHOON, actor=tom, instead_on=moved)
    assert all(before not in page and written_range(cohort.ends_on, moved) in page for page in shown())
    for day in (cohort.ends_on, moved):
        call_off(event=event, day=day, because=Session.Why.TYPHOON, actor=tom)
    assert all("Days still to be announced" in page for page in shown()[:2])
