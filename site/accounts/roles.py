"""The kinds of staff. Each app states here which permissions each kind has in its rooms."""

from collections import defaultdict

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page


class Staff(models.TextChoices):
    """A kind of staff, held as a group of that name."""

    EDITOR = "Editors", _("Editors")
    RECRUITER = "Recruiters", _("Recruiters")
    TRAINER = "Trainers", _("Trainers")
    SUPERVISOR = "Casework supervisors", _("Casework supervisors")
    ADMINISTRATOR = "Administrators", _("Administrators")


# Editors write and hand in; administrators publish and approve.
PAGE_RIGHTS = {
    Staff.EDITOR: ("add_page", "change_page"),
    Staff.ADMINISTRATOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
PICTURE_RIGHTS = ("add_image", "change_image", "choose_image")

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
    for staff, rights in PAGE_RIGHTS.items():
        _grant_pages(Group.objects.get(name=staff.value), rights)


def _grant_pages(group: Group, rights: tuple[str, ...]) -> None:
    """Rights on all pages and pictures; who may publish also approves what others hand in."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=rights):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
    for right in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURE_RIGHTS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=right)
    if "publish_page" in rights:
        for task in GroupApprovalTask.objects.all():
            task.groups.add(group)
