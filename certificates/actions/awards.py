"""Keeping awards: every version of their words stays readable."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log, registry

from accounts.models import User
from certificates.actions.issuing import words
from certificates.models import Award, AwardVersion
from certificates.rules import Refused

BASIS = ("kind", "event_kind", "role")


class Overwritten(Refused):
    """Somebody else changed the award since the person who asks last saw it; ``now`` is how it stands."""

    def __init__(self, now: Award) -> None:
        last = registry.get_logs_for_instance(now).order_by("-timestamp", "-pk").first()
        user = last.user if last else None
        name = (user.get_full_name() or user.email) if user else _("Somebody else")
        super().__init__(
            _(
                "%(name)s changed this award meanwhile, and nothing was saved. What you typed stands here: "
                "save once more to put it in the place of theirs."
            )
            % {"name": name}
        )
        self.now = now


def marked(award: Award) -> str:
    """A mark of everything an award says now: another after every change."""
    columns = award._meta.concrete_fields  # noqa: SLF001 - Django's documented API
    said = {field.attname: str(field.value_from_object(award)) for field in columns}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def save_award(*, award: Award, actor: User | None, seen: str | None = None) -> Award:
    """Keep an award. Other words raise its version; issued certificates stay as they are.

    ``seen`` is the mark it had when it was read, empty from who never read it. Raises Overwritten where it has another
    by now, Refused where certificates of it were issued and it would rest on something else.
    """
    before = Award.objects.select_for_update().filter(pk=award.pk).first()
    if before is not None and seen is not None and seen != marked(before):
        raise Overwritten(before)
    if before is None:
        award.save()
        _keep_version(award, actor)
    else:
        _change(before, award, actor)
    log(instance=award, action="wagtail.edit" if before else "wagtail.create", user=actor)
    return award


def settled(award: Award) -> bool:
    """Whether what it rests on stays: certificates of it were issued, and go on resting on that."""
    return award.pk is not None and award.certificates.exists()


def _change(before: Award, award: Award, actor: User | None) -> None:
    if any(getattr(before, name) != getattr(award, name) for name in BASIS) and settled(before):
        raise Refused(_("Certificates of this award were issued: what they rest on stays."))
    reworded = _said(award) != _said(before)
    award.version = before.version + reworded
    award.save()
    if reworded:
        AwardVersion.objects.get_or_create(award=award, version=before.version, defaults={"words": words(before)})
        _keep_version(award, actor)


def _said(award: Award) -> dict[str, Any]:
    """Its words, whichever version they are."""
    said = words(award)
    return {**said, "award": {**said["award"], "version": None}}


def _keep_version(award: Award, actor: User | None) -> None:
    AwardVersion.objects.create(award=award, version=award.version, words=words(award), by=actor)
