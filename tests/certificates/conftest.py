"""Vera has completed her training; there is an award for it."""

import json

import pytest

from accounts.models import User
from accounts.roles import Staff
from base.models import Organisation
from certificates import tasks
from certificates.actions import issue
from certificates.models import Award, Certificate
from certificates.rules import new_code
from certificates.signing import fingerprint
from recruitment.models import Volunteer
from tests.factories import (
    AwardFactory,
    CaseworkFactory,
    CompletionFactory,
    ModuleFactory,
    RequirementFactory,
    staff,
)
from tests.queue import Work
from training.models import Completion, Credit

VERAS, DRAWN = new_code(), dict[tuple[str, ...], tuple[bytes, str]]()
document = tasks.document


def drawn_once(row: Certificate) -> tuple[bytes, str]:
    """The document of a certificate; of the same facts, code and key it was kept when first drawn and signed."""
    key = (row.code, row.serial, fingerprint(), json.dumps(row.facts, sort_keys=True))
    if key not in DRAWN:
        DRAWN[key] = document(row)
    return DRAWN[key]


@pytest.fixture
def award(db: None) -> Award:
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name_en": "Hong Kong Refugee Advice Centre",
            "name_zh": "香港難民諮詢中心",
            "email": "a@example.org",
        },
    )
    return AwardFactory(role=CaseworkFactory(), key="casework")


@pytest.fixture
def completion(award: Award, vera: Volunteer) -> Completion:
    """Two modules, the second made up months later."""
    for key, day in (("law", "2025-09-20"), ("ethics", "2026-01-18")):
        module = ModuleFactory(key=key, title_en=key.title(), title_zh="單元")
        RequirementFactory(role=award.role, module=module)
        Credit.objects.create(volunteer=vera, module=module, source="taught", reason="for a test", earned_on=day)
    return CompletionFactory(volunteer=vera, role=award.role)


@pytest.fixture
def certificate(
    award: Award, completion: Completion, tom: User, work: Work, monkeypatch: pytest.MonkeyPatch
) -> Certificate:
    """Vera's, issued by Tom, drawn and signed: the same in every test, so that it is drawn once."""
    with monkeypatch.context() as same:
        same.setattr("certificates.actions.issuing.new_code", lambda: VERAS)
        same.setattr(tasks, "document", drawn_once)
        row = issue(award=award, achievement=completion, actor=tom)
        work()
    return Certificate.objects.get(pk=row.pk)


@pytest.fixture
def tess(db: None) -> User:
    """Another trainer."""
    return staff(Staff.TRAINER, email="tess@example.org")
