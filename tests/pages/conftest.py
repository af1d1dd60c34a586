from datetime import date

import pytest

from base.dates import at
from pages.actions import publish_demonstration_site
from recruitment.models import Role
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    DemandFactory,
    EventFactory,
    ModuleFactory,
    RoleFactory,
    SessionFactory,
)


@pytest.fixture
def casework(db: None) -> Role:
    return CaseworkFactory(preferred_en="A legal background", preferred_zh="有法律背景", reply_days=14)


@pytest.fixture
def weekend(casework: Role) -> None:
    """Saturday 29 May 2032, 24 places of which 18 are taken."""
    saturday = date(2032, 5, 29)
    cohort = CohortFactory(season="may_june", year=2032, starts_on=saturday)
    DemandFactory(cohort=cohort, role=casework)
    event = EventFactory(kind="weekend", cohort=cohort)
    SessionFactory(
        event=event,
        module=ModuleFactory(),
        starts_at=at(saturday, 10),
        ends_at=at(saturday, 12),
        places=24,
        taken=18,
    )


@pytest.fixture
def public_site(casework: Role, weekend: None) -> None:
    """The published pages, with one closed role beside casework."""
    closed = RoleFactory(slug="press", name_en="Press and publicity", name_zh="傳媒及宣傳", is_open=False, sort_order=9)
    publish_demonstration_site(roles=[casework, closed])
