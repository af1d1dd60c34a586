"""Opening accounts."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.roles import Staff


@transaction.atomic
def open_administrator(*, email: str, password: str) -> User:
    """The first administrator of a copy."""
    user = User.objects.create_superuser(email, password)
    user.groups.add(Group.objects.get(name=Staff.ADMINISTRATOR.value))
    return user
