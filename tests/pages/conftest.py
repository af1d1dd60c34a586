from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from base.dates import at
from pages.actions import publish_demonstration_site
from recruitment.models import Role, Stage
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    DemandFactory,
    EventFactory,
    FormDefinitionFactory,
    ModuleFactory,
    RoleFactory,
    SessionFactory,
)


def plan_weekend(casework: Role) -> None:
    """Saturday 29 May 2032: ten people wanted, three accepted; more places than that in the training room."""
    saturday = date(2032, 5, 29)
    cohort = CohortFactory(season="may_june", year=2032, starts_on=saturday, opens_on=date(2020, 1, 1))
    DemandFactory(cohort=cohort, role=casework, wanted=10)
    form = FormDefinitionFactory(role=casework)
    for _accepted in range(3):
        ApplicationFactory(form=form, cohort=cohort, stage=Stage.ACCEPTED)
    ApplicationFactory(form=form, cohort=cohort, stage=Stage.OFFERED)
    event = EventFactory(kind="weekend", cohort=cohort)
    SessionFactory(
        event=event,
        module=ModuleFactory(),
        starts_at=at(saturday, 10),
        ends_at=at(saturday, 12),
        places=24,
        taken=18,
    )
    SessionFactory(event=event, starts_at=at(saturday + timedelta(days=1), 10), places=24, taken=18)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Published once for all the tests of a file, each of which changes it in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        casework = CaseworkFactory(preferred_en="A legal background", preferred_zh="有法律背景", reply_days=14)
        plan_weekend(casework)
        closed = RoleFactory(
            slug="press", name_en="Press and publicity", name_zh="傳媒及宣傳", is_open=False, sort_order=9
        )
        publish_demonstration_site(roles=[casework, closed])
        yield
        transaction.set_rollback(True)


@pytest.fixture
def public_site(published: None, db: None) -> None:
    """The published pages, with one closed role beside casework."""


@pytest.fixture
def casework(public_site: None) -> Role:
    return Role.objects.get(slug="casework")
