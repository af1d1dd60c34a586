"""Messages (texts that staff edit) and deliveries (the outbox)."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.work import Work, WorkQuerySet, WorkState
from mail.rules import Kind, kind, known


class MessageQuerySet(models.QuerySet["Message"]):
    """Mail texts."""

    def visible_to(self, user: Any | AnonymousUser) -> Self:
        """What a person may see of the texts: all with the right to change them, otherwise nothing."""
        return self if user.has_perm("mail.change_message") else self.none()


class Message(models.Model):
    """The text of one kind of mail, in both languages, as staff last wrote it."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    subject_en = models.CharField(_("subject (English)"), max_length=150)
    subject_zh = models.CharField(_("subject (Chinese)"), max_length=150)
    body_en = models.TextField(_("text (English)"))
    body_zh = models.TextField(_("text (Chinese)"))

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ("kind",)

    def __str__(self) -> str:
        return str(self.definition.label)

    @property
    def definition(self) -> Kind:
        """The kind this is a text of: its fields, its sample."""
        return kind(self.kind)

    def clean(self) -> None:
        errors: dict[str, ValidationError] = {}
        checks = {"subject": self.definition.check_subject, "body": self.definition.check}
        for name in ("subject_en", "subject_zh", "body_en", "body_zh"):
            try:
                checks[name[:-3]](getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)


class DeliveryQuerySet(WorkQuerySet):
    """The outbox."""

    def visible_to(self, user: Any | AnonymousUser) -> Self:
        """What a person may see of the outbox: all of it with the right to view it, otherwise nothing."""
        return self if user.has_perm("mail.view_delivery") else self.none()

    def to_phone(self) -> Self:
        """Messages without an address: somebody has to call."""
        return self.filter(to="", work=WorkState.WAITING)

    def to_phone_now(self) -> Self:
        """Those whose day to try has come, the oldest first."""
        return self.to_phone().filter(due_at__lte=timezone.now()).order_by("created_at")

    def stuck(self) -> Self:
        """Given up: someone has to look."""
        return self.filter(work=WorkState.FAILED)

    def retry(self, pk: Any) -> bool:
        """Put a message that was given up back into the queue."""
        return self.stuck().filter(pk=pk).update(work=WorkState.WAITING, due_at=timezone.now(), attempts=0) == 1

    def about(self, *rows: models.Model) -> Self:
        """What was sent about one row, or several."""
        return self.filter(about__in=[reference(row) for row in rows])

    def written_before(self, moment: datetime) -> Self:
        """What was written before a moment and is on its way no more."""
        return self.filter(created_at__lt=moment, work__in=(WorkState.DONE, WorkState.FAILED))


def reference(row: models.Model) -> str:
    """How a delivery names what it is about: ``recruitment.application:17``."""
    return f"{row._meta.label_lower}:{row.pk}"  # noqa: SLF001 - Django's documented API


class Delivery(Work):
    """One message to one address, written in the transaction of what it tells of; delivered by a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    once = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - NULL where a message may be repeated
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    call_note = models.TextField(_("note of the call"), blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Work.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        definition = known(self.kind)
        return f"{definition.label if definition else self.kind} {str(self.pk)[:8]}"

    @property
    def is_secret(self) -> bool:
        """Whether its text signs somebody in, as one of a kind that is known no more may. In a demonstration nothing is
        secret: the outbox is the only inbox.
        """
        definition = known(self.kind)
        return (definition is None or definition.secret) and not settings.DEMO


class Attachment(models.Model):
    """A small file that goes with a delivery, such as a calendar entry."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
