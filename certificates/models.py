"""Awards (what is certified) and certificates (what was issued, frozen)."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.dates import today
from base.localised import localised
from base.storage import private_storage
from base.work import BACKOFF, Work, WorkQuerySet, WorkState
from certificates.rules import grouped, verify_address
from recruitment.models import Role, Volunteer
from training.models import Attendance, Commitment, Completion, Event, Session

ATTEMPTS = len(BACKOFF) + 1  # a document that failed, or whose worker died, this often waits for staff
EXPIRED = "expired"  # what a valid certificate is worth after its last day
PAUSED = "paused"  # the stage of a document that staff let wait


class AwardQuerySet(models.QuerySet["Award"]):
    """Awards."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("certificates.view_award") else self.none()


class Award(models.Model):
    """What is certified. A change of its words raises ``version``, and no change touches an issued certificate."""

    class Kind(models.TextChoices):
        """What kind of achievement it rests on."""

        TRAINING = "training", _("Compulsory training completed")
        SERVICE = "service", _("Commitment fulfilled")
        EVENT = "event", _("Training event attended")
        OTHER = "other", _("Something else, given by hand")

    key = models.SlugField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("role"),
        help_text=_("Empty: for any role."),
    )
    event_kind = models.CharField(
        _("kind of event"),
        max_length=16,
        choices=Event.Kind,
        blank=True,
        help_text=_("For events attended only: which ones count."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    text_en = models.TextField(
        _("text (English)"), max_length=400, help_text=_("Goes on after the name: “has completed …”")
    )
    text_zh = models.TextField(_("text (Chinese)"), max_length=400)
    signatory_name = models.CharField(_("signatory"), max_length=120)
    signatory_title_en = models.CharField(_("signatory's office (English)"), max_length=120)
    signatory_title_zh = models.CharField(_("signatory's office (Chinese)"), max_length=120)
    signature = models.FileField(
        _("signature"), storage=private_storage, upload_to="signatures/", max_length=200, blank=True
    )
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)

    objects: ClassVar[AwardQuerySet] = AwardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return localised(self, "title")


class AwardVersion(models.Model):
    """The words of an award as they stood from a moment on: append-only, one row for each version."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    words = models.JSONField()
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of an award")
        verbose_name_plural = _("versions of awards")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["award", "version"], name="one_row_per_version")]

    def __str__(self) -> str:
        return f"{self.award.key} {self.version}"


class SerialYearQuerySet(models.QuerySet["SerialYear"]):
    """Counters of serial numbers."""

    def next(self, year: int) -> int:
        """The next number of a year. Holds the counter until the caller's transaction ends, so none is given twice
        and none is lost when it fails.
        """
        self.get_or_create(year=year)
        self.filter(year=year).update(last=F("last") + 1)
        return self.get(year=year).last


class SerialYear(models.Model):
    """How many certificates a year has seen."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar[SerialYearQuerySet] = SerialYearQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.year)


class CertificateQuerySet(WorkQuerySet):
    """Certificates."""

    def valid(self) -> Self:
        """Neither superseded nor revoked; it may have expired."""
        return self.filter(state=Certificate.State.VALID)

    def issued(self) -> Self:
        """Rendered, signed and stored."""
        return self.exclude(sha256="")

    def running(self) -> Self:
        """Neither superseded nor revoked nor expired."""
        return self.valid().filter(Q(expires_on=None) | Q(expires_on__gte=today()))

    def of_standing(self, standing: str) -> Self:
        """Those worth the same today: valid, expired, superseded or revoked."""
        if standing == EXPIRED:
            return self.valid().filter(expires_on__lt=today())
        return self.running() if standing == Certificate.State.VALID else self.filter(state=standing)

    def fallen(self, year: int) -> frozenset[int]:
        """The numbers given in a year whose certificate stands no longer: replaced, withdrawn, expired or forgotten."""
        given = SerialYear.objects.filter(year=year).values_list("last", flat=True).first() or 0
        serials = self.running().exclude(facts={}).filter(issued_on__year=year).values_list("serial", flat=True)
        return frozenset(range(1, given + 1)) - {int(serial.rpartition("-")[2]) for serial in serials}

    def due(self, now: datetime | None = None) -> Self:
        """As for any work; what staff paused waits, and what was lost at the last attempt is left alone."""
        lost = Q(work=WorkState.WORKING, attempts__gte=ATTEMPTS)
        return super().due(now).filter(~lost, held=False)

    def lost(self) -> Self:
        """Left behind by the last worker that was allowed to try."""
        return self.filter(work=WorkState.WORKING, attempts__gte=ATTEMPTS, lease_until__lt=timezone.now())

    def unmade(self) -> Self:
        """Still on the way to a document."""
        return self.filter(work__in=(WorkState.WAITING, WorkState.WORKING))

    def staged(self) -> Self:
        """Each with its ``stage``, for who steers the work: as its progress says, or "paused" where nobody makes it
        until somebody goes on; also what was being drawn when that was said, by a worker that died.
        """
        nobodys = Q(work=WorkState.WAITING) | Q(work=WorkState.WORKING, lease_until__lt=timezone.now())
        return self.annotate(stage=Case(When(nobodys, held=True, then=Value(PAUSED)), default=F("work")))

    def baseless(self) -> Self:
        """What it rests on has fallen since: a correction took it back."""
        present = Attendance.objects.filter(
            session=OuterRef("pk"), status="present", enrolment__volunteer=OuterRef(OuterRef("volunteer"))
        )
        missed = Session.objects.filter(~Exists(present), event=OuterRef("event")).exclude(state="cancelled")
        return self.filter(
            Q(completion__undone_at__isnull=False)
            | Q(commitment__isnull=False, commitment__fulfilled_on=None)
            | Q(Exists(missed), event__isnull=False)
        )

    def shaky(self) -> Self:
        """What it rests on has fallen since, and nobody decided yet."""
        return self.running().baseless().filter(stands_reason="")

    def visible_to(self, user: Any) -> Self:
        """Staff with the right see all, a volunteer their own."""
        if user.has_perm("certificates.view_certificate"):
            return self
        return self.filter(volunteer__user=user) if user.is_authenticated else self.none()


class Certificate(Work):
    """An issued, frozen, signed document with a public code. The file never renders again.

    ``facts`` holds every printed claim as it was at issue (names, award text and version, dates, modules, hours);
    ``sha256`` is that of the signed file, ``signed_with`` that of the signing certificate, so that the page tells the
    fingerprint that readers show also after the key was changed. The row is its own place in the queue of the desk.
    """

    class State(models.TextChoices):
        """What the certificate is worth; "expired" follows from ``expires_on``."""

        VALID = "valid", _("Valid")
        SUPERSEDED = "superseded", _("Superseded")
        REVOKED = "revoked", _("Revoked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    serial = models.CharField(_("serial number"), max_length=20, unique=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("award"))
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("volunteer")
    )
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")
    given_for = models.CharField(_("why it was given by hand"), max_length=200, blank=True)
    facts = models.JSONField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VALID)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    revoked_reason = models.CharField(_("why it was revoked"), max_length=200, blank=True)
    stands_reason = models.CharField(_("why it stands although its basis fell"), max_length=200, blank=True)
    held = models.BooleanField(_("paused"), default=False)
    attach = models.BooleanField(_("mail with the document attached"), default=False)
    show_replaced = models.BooleanField(_("show what it said once it is replaced"), default=False)
    forget = models.BooleanField(_("answer like an unknown code after erasure"), default=False)
    initials_only = models.BooleanField(_("show initials only"), default=False)
    file = models.FileField(storage=private_storage, upload_to="certificates/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_with = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[CertificateQuerySet] = CertificateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Work.Meta):
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_on", "-pk")
        permissions = [
            ("issue_certificate", "Can issue certificates"),
            ("revoke_certificate", "Can revoke certificates"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(completion__isnull=False, commitment__isnull=True, event__isnull=True)
                | Q(completion__isnull=True, commitment__isnull=False, event__isnull=True)
                | Q(completion__isnull=True, commitment__isnull=True, event__isnull=False)
                | (Q(completion__isnull=True, commitment__isnull=True, event__isnull=True) & ~Q(given_for="")),
                name="certificate_of_one_achievement",
            ),
            models.UniqueConstraint(
                fields=["award", "completion"], condition=Q(state="valid"), name="one_valid_per_completion"
            ),
            models.UniqueConstraint(
                fields=["award", "commitment"], condition=Q(state="valid"), name="one_valid_per_commitment"
            ),
            models.UniqueConstraint(
                fields=["award", "volunteer", "event"], condition=Q(state="valid"), name="one_valid_per_event"
            ),
            models.UniqueConstraint(
                fields=["award", "volunteer"],
                condition=Q(state="valid", completion=None, commitment=None, event=None),
                name="one_valid_by_hand",
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def standing(self) -> str:
        """What it is worth today: valid, superseded, revoked, or expired."""
        if self.state == self.State.VALID and self.expires_on and self.expires_on < today():
            return EXPIRED
        return self.state

    @property
    def printed_code(self) -> str:
        """The code in groups, as it stands on paper."""
        return grouped(self.code)

    @property
    def verify_path(self) -> str:
        """Where it is checked."""
        return reverse("verify", args=[self.printed_code])

    @property
    def verify_address(self) -> str:
        """The same in full, as it is printed."""
        return verify_address(self.facts, self.code)
