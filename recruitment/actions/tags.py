"""The recruiters' own words on applications."""

from collections.abc import Sequence
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from recruitment.actions.pipeline import check_actor
from recruitment.actions.refusals import Erased, NotPossible
from recruitment.models import Application, Tag

OnApplication = Tag.applications.through


@transaction.atomic
def add_tag(*, applications: Sequence[Application], name: str, actor: User) -> int:
    """Put a tag on these applications, making it where it is new. Returns how many did not have it.

    Raises NotAllowed where one of them is not the actor's to decide, NotPossible without a word; or Erased.
    """
    for application in applications:
        check_actor(actor, application)
    applications = _held(applications)
    tag = _tag(" ".join(name.replace("\0", " ").split())[:40])
    keys = [application.pk for application in applications]
    tagged = set(OnApplication.objects.filter(tag=tag, application__in=keys).values_list("application", flat=True))
    new = [application for application in applications if application.pk not in tagged]
    OnApplication.objects.bulk_create(
        (OnApplication(tag_id=tag.pk, application_id=application.pk) for application in new), ignore_conflicts=True
    )
    _note(new, tag, actor, "recruitment.tagged")
    return len(new)


@transaction.atomic
def remove_tag(*, applications: Sequence[Application], tag: Tag, actor: User) -> int:
    """Take a tag off these applications; one that is on none any more goes. Returns how many had it."""
    for application in applications:
        check_actor(actor, application)
    keys = [application.pk for application in applications]
    mine = OnApplication.objects.filter(tag=tag, application__in=keys)
    tagged = set(mine.values_list("application", flat=True))
    mine.delete()
    _note([row for row in applications if row.pk in tagged], tag, actor, "recruitment.untagged")
    with suppress(IntegrityError), transaction.atomic():  # somebody used it in the same moment: then it stays
        Tag.objects.filter(pk=tag.pk, applications=None).delete()
    return len(tagged)


def _held(applications: Sequence[Application]) -> list[Application]:
    """Those that were not erased meanwhile, kept until the transaction ends; raises Erased where none is left."""
    rows = Application.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row in applications])
    held = set(rows.order_by("pk").values_list("pk", flat=True))
    if applications and not held:
        raise Erased
    return [row for row in applications if row.pk in held]


def _tag(name: str) -> Tag:
    if not name:
        raise NotPossible(_("Write the tag."))
    same = Tag.objects.alias(lower=Lower("name")).filter(lower=name.lower()).first()
    return same or Tag.objects.get_or_create(name=name)[0]


def _note(applications: Sequence[Application], tag: Tag, actor: User, action: str) -> None:
    """The log names the tag by its number: a word may say something of a person."""
    for application in applications:
        log(instance=application, action=action, user=actor, data={"tag": tag.pk})
