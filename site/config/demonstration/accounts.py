"""The accounts of the demonstration: known to everybody who can read, so they exist in demonstration mode only."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Staff

PASSWORD = "demonstration"  # noqa: S105 - known on purpose: made in demonstration mode only
VOLUNTEER = "volunteer@example.org"


@dataclass(frozen=True)
class Account:
    """One account to try the product with; without a password it signs in by the code sent to its address."""

    email: str
    who: str | Promise
    staff: Staff | None
    first_name: str = ""
    last_name: str = ""

    @property
    def password(self) -> str:
        """The password, empty for those who sign in by code."""
        return PASSWORD if self.staff else ""


ACCOUNTS = (
    Account("editor@example.org", _("Editor"), Staff.EDITOR, "Elżbieta", "Nowak"),
    Account("recruiter@example.org", _("Recruiter"), Staff.RECRUITER, "Rita", "CHEUNG"),
    Account("trainer@example.org", _("Trainer"), Staff.TRAINER, "Tomás", "Aguirre"),
    Account("supervisor@example.org", _("Casework supervisor"), Staff.SUPERVISOR, "Susan", "Okonkwo"),
    Account("admin@example.org", _("Administrator"), Staff.ADMINISTRATOR, "Ada", "LEUNG"),
    Account(VOLUNTEER, _("Volunteer"), None, "Vera", "Lê"),
)


def make_staff() -> dict[Staff, User]:
    """One account for each kind of staff."""
    hashed = make_password(PASSWORD)  # slow on purpose, and the same for all
    return {account.staff: make_one(account, account.staff, hashed) for account in ACCOUNTS if account.staff}


def make_one(account: Account, kind: Staff, hashed: str) -> User:
    """A member of the demonstration's staff, in the group of their kind."""
    user = User.objects.create(
        email=account.email,
        password=hashed,
        first_name=account.first_name,
        last_name=account.last_name,
        is_staff=True,
        is_superuser=kind is Staff.ADMINISTRATOR,
        is_demonstration=True,
    )
    user.groups.add(Group.objects.get(name=kind.value))
    return user
