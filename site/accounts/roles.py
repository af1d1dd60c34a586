"""The kinds of staff. Each app states here which permissions each kind has in its rooms."""

from collections import defaultdict

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Staff(models.TextChoices):
    """A kind of staff, held as a group of that name."""

    EDITOR = "Editors", _("Editors")
    RECRUITER = "Recruiters", _("Recruiters")
    TRAINER = "Trainers", _("Trainers")
    SUPERVISOR = "Casework supervisors", _("Casework supervisors")
    ADMINISTRATOR = "Administrators", _("Administrators")


_granted: defaultdict[Staff, set[str]] = defaultdict(set)


def grant(staff: Staff, *permissions: str) -> None:
    """State that this kind of staff holds these permissions ("app.codename"). Called when an app is ready."""
    _granted[staff].update(permissions)


def sync() -> None:
    """Make the groups and give them what was stated; called after migrations, adds and never takes away."""
    for staff in Staff:
        group, _created = Group.objects.get_or_create(name=staff.value)
        wanted = Q(pk__in=[])
        for name in _granted[staff]:
            app, codename = name.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.add(*Permission.objects.filter(wanted))
