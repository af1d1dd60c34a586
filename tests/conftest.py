"""The cast: Rita recruits, Tom trains, Susan supervises, Eddie edits, Ada administers, Vera and Victor volunteer."""

import pytest
from accounts.models import User
from accounts.roles import Staff
from recruitment.models import Volunteer

from tests.factories import UserFactory, VolunteerFactory, staff


@pytest.fixture
def rita(db: None) -> User:
    return staff(Staff.RECRUITER, email="rita@example.org")


@pytest.fixture
def tom(db: None) -> User:
    return staff(Staff.TRAINER, email="tom@example.org")


@pytest.fixture
def susan(db: None) -> User:
    return staff(Staff.SUPERVISOR, email="susan@example.org")


@pytest.fixture
def eddie(db: None) -> User:
    return staff(Staff.EDITOR, email="eddie@example.org")


@pytest.fixture
def ada(db: None) -> User:
    return staff(Staff.ADMINISTRATOR, email="ada@example.org")


@pytest.fixture
def vera(db: None) -> Volunteer:
    """A volunteer with an account."""
    user = UserFactory(email="vera@example.org")
    return VolunteerFactory(user=user, name="Vera Lê", email="vera@example.org")


@pytest.fixture
def victor(db: None) -> Volunteer:
    """Another volunteer with an account; must never see what is Vera's."""
    user = UserFactory(email="victor@example.org")
    return VolunteerFactory(user=user, name="Victor Żak", email="victor@example.org")
