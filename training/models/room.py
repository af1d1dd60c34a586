"""What happens in the room besides the marks: people nobody expected, and notes."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.enrolment import Enrolment
from training.models.event import Session


class WalkIn(models.Model):
    """Somebody who came without a place and whom the system does not know: a name and a contact, matched later.

    ``enrolment`` is the place they were given once it was clear who they are. The same ``client_id`` counts once.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="walk_ins")
    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(_("name"), max_length=120)
    contact = models.CharField(_("telephone or e-mail"), max_length=120, blank=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="walk_ins")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("walk-in")
        verbose_name_plural = _("walk-ins")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Walk-in {self.pk}"


class RegisterNote(models.Model):
    """A trainer's remark on a session, or on one person at it. The same ``client_id`` counts once."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notes")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    text = models.TextField(_("note"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("register note")
        verbose_name_plural = _("register notes")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Note {self.pk}"


class CalendarFeed(models.Model):
    """A person's private calendar address. A new ``key`` makes the old address nobody's."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"Feed {self.pk}"
