"""The steps a role leaves out are no stages of its applications."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from recruitment.actions.pipeline import correct, move
from recruitment.actions.refusals import NotPossible
from recruitment.models import TRANSITIONS, Application, Role, Stage, correctable, next_stages, unused_stages
from tests.factories import ApplicationFactory, FormDefinitionFactory, RoleFactory

pytestmark = pytest.mark.either

SWITCHES = {"with_screening": Stage.SCREENING, "with_interview": Stage.INTERVIEW}


def applied(stage: Stage = Stage.SUBMITTED, **switches: Any) -> Application:
    return ApplicationFactory(form=FormDefinitionFactory(role=RoleFactory(**switches)), stage=stage)


@pytest.mark.parametrize("stage", Stage)
def test_a_role_with_every_step_follows_the_table_alone(stage: Stage) -> None:
    assert set(next_stages(stage, Role())) == TRANSITIONS[stage]
    assert unused_stages(Role()) == frozenset()


@pytest.mark.parametrize(("switch", "left_out"), SWITCHES.items())
@pytest.mark.parametrize("stage", Stage)
def test_a_step_switched_off_leads_nowhere_and_nothing_else_changes(stage: Stage, switch: str, left_out: Stage) -> None:
    role = Role(**{switch: False})

    assert set(next_stages(stage, role)) == TRANSITIONS[stage] - {left_out}
    assert left_out not in correctable(stage, role)


@pytest.mark.parametrize(("switch", "left_out"), SWITCHES.items())
def test_the_action_refuses_the_step_and_takes_the_one_after(rita: User, switch: str, left_out: Stage) -> None:
    application = applied(Stage.SUBMITTED, **{switch: False})

    with pytest.raises(NotPossible):
        move(application=application, to=left_out, actor=rita, seen_version=0)
    move(application=application, to=Stage.OFFERED, actor=rita, seen_version=0)

    assert (application.stage, application.version) == (Stage.OFFERED, 1)


def test_an_application_standing_at_a_step_switched_off_since_goes_on(rita: User) -> None:
    application = applied(stage=Stage.SCREENING, with_screening=False)

    move(application=application, to=Stage.INTERVIEW, actor=rita, seen_version=0)

    assert application.stage == Stage.INTERVIEW


def test_a_correction_puts_back_to_any_stage_the_role_uses_and_to_no_other(rita: User) -> None:
    application = applied(stage=Stage.DECLINED, with_interview=False)

    with pytest.raises(NotPossible, match="does not use"):
        correct(application=application, to=Stage.INTERVIEW, actor=rita, seen_version=0, reason="Wrong row")
    correct(application=application, to=Stage.SCREENING, actor=rita, seen_version=0, reason="Wrong row")

    assert application.stage == Stage.SCREENING


def test_the_page_offers_the_role_s_stages_only(client: Client, rita: User) -> None:
    application = applied(with_screening=False)
    client.force_login(rita)

    page = client.get(reverse("recruitment_application:inspect", args=(application.pk,))).content.decode()
    answer = client.get(reverse("recruitment_application:decide", args=(application.pk,)), {"to": "screening"})

    assert 'value="interview"' in page
    assert 'value="screening"' not in page
    assert answer.status_code == 302


def test_an_administrator_sees_the_switches(client: Client, ada: User) -> None:
    role = RoleFactory()
    client.force_login(ada)

    page = client.get(reverse("recruitment_role:edit", args=(role.pk,))).content.decode()

    for name in ("with_screening", "with_interview", "with_references", "blind_review"):
        assert f'name="{name}"' in page
