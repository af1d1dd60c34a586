"""Applications being written."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.storage import private_storage
from recruitment.models.cohort import Cohort
from recruitment.models.form import FormDefinition
from recruitment.models.role import Role

if TYPE_CHECKING:
    from recruitment.models.application import Application

LIFETIME = timedelta(days=30)


def expiry() -> datetime:
    """When a draft touched now will be deleted: 30 days on."""
    return timezone.now() + LIFETIME


def typed_address(answers: Mapping[str, Any]) -> str:
    """The e-mail address in the answers as typed; "" where there is none."""
    typed = answers.get("about", {}).get("email", [""])
    return typed[0].strip() if typed else ""


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts."""

    def unfinished(self) -> Self:
        """Still being written, and not expired."""
        return self.filter(submitted_at=None, expires_at__gt=timezone.now())

    def own(self) -> Self:
        """Those that their applicants write themselves; one that a colleague writes for somebody is the colleague's."""
        return self.filter(entered_by=None)

    def alive(self) -> Self:
        """Still being written, or submitted: what its address may open."""
        return self.filter(Q(submitted_at__isnull=False) | Q(expires_at__gt=timezone.now()))

    def knowing_files(self) -> Self:
        """Each knows whether a file was put with it, so that those without are not searched for any."""
        return self.annotate(has_files=Exists(DraftFile.objects.filter(draft=OuterRef("pk"))))

    def expired(self) -> Self:
        """Abandoned: past their time and never submitted."""
        return self.filter(submitted_at=None, expires_at__lte=timezone.now())


class Draft(models.Model):
    """An application being written; saved at each step.

    The id stands in the address of every step, and alone opens nothing: the browser must hold it in its session,
    or bring the token of a mailed link (kept here as a SHA-256 only). ``answers`` is ``{step: {field: [values]}}``
    as typed, valid or not; ``done`` lists the steps whose last save was valid. ``submitted_at`` says on the row
    itself that an application came of it: a conditional update may ask only about its own row, since PostgreSQL
    does not look at others again once it waited for a lock.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_with = models.CharField(max_length=64, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - NULL until a link is sent
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="drafts")
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="drafts")
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    language = models.CharField(max_length=10, default="en")
    answers = models.JSONField(default=dict)
    done = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    link_sent_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(default=expiry, db_index=True)

    has_files = True  # unless it was read knowing better; true of the version it was read at

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"Draft {str(self.pk)[:8]}"

    @property
    def submitted(self) -> "Application | None":
        """The application this became, if it was sent; where that was merged into another, the other."""
        sent: Application | None = getattr(self, "application", None)
        return sent.merged_into or sent if sent else None

    @property
    def address(self) -> str:
        """The e-mail address of whoever writes it, as typed; "" where there is none."""
        if self.submitted:
            return self.submitted.email
        return typed_address(self.answers)


class DraftFile(models.Model):
    """A file put with a draft: kept privately under a random name."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=60)
    file = models.FileField(storage=private_storage, upload_to="drafts/", max_length=200)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "field"], name="one_file_per_question")]

    def __str__(self) -> str:
        return f"File {self.pk}"
