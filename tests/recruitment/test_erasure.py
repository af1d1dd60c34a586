from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mail.actions import queue
from mail.models import Delivery
from recruitment.actions.erasure import erase_application
from recruitment.models import Application, ApplicationEvent, Stage
from tests.factories import ApplicationFactory, PlacementFactory

LONG_AGO = timezone.now() - timedelta(days=370)


@pytest.mark.parametrize(
    ("stage", "since", "kept"),
    [
        (Stage.DECLINED, LONG_AGO, False),
        (Stage.WITHDRAWN, LONG_AGO, False),
        (Stage.LAPSED, LONG_AGO, False),
        (Stage.DECLINED, timezone.now() - timedelta(days=360), True),
        (Stage.ACCEPTED, LONG_AGO, True),
        (Stage.RESERVE, LONG_AGO, True),
    ],
)
def test_an_unsuccessful_application_is_kept_for_a_year(db: None, stage: Stage, since: object, *, kept: bool) -> None:
    application = ApplicationFactory(stage=stage, stage_since=since)
    ApplicationEvent.objects.create(application=application, to_stage=stage, at=LONG_AGO)
    values = dict.fromkeys(("name", "role", "reference", "organisation", "reply_by", "status", "site"), "x")
    kind = "application_received"
    queue(kind=kind, to=application.email, language="en", values=values, about=application)

    call_command("retain", verbosity=0)

    assert Application.objects.exists() is kept
    assert ApplicationEvent.objects.exists() is kept
    assert Delivery.objects.exists() is kept


def test_one_that_opened_a_placement_or_was_moved_meanwhile_stays(db: None) -> None:
    placed = ApplicationFactory(stage=Stage.DECLINED)
    PlacementFactory(application=placed, role=placed.role)
    moved = ApplicationFactory(stage=Stage.DECLINED)
    Application.objects.filter(pk=moved.pk).update(stage=Stage.SCREENING, version=1)

    assert not erase_application(application=placed)
    assert not erase_application(application=moved)
    assert Application.objects.count() == 2
