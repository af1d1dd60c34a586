"""How long personal data is kept: each rule once, applied every night by ``manage.py retain``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base.dates import at, today
from base.models import RateCount
from certificates.actions import sweep_documents, unnamed
from mail.actions import fade
from mail.models import Delivery, DeliveryQuerySet
from recruitment.actions.drafts import forget
from recruitment.actions.enquiries import erase_enquiry
from recruitment.actions.erasure import erase_application
from recruitment.actions.forgetting import erase_volunteer
from recruitment.actions.references import forget as forget_reference
from recruitment.actions.uploads import left_behind, sweep
from recruitment.models import CLOSED, Application, Draft, Enquiry, Reference, Volunteer
from recruitment.rules import add_months
from training.actions.room import forget_notes, forget_walk_ins, old_notes, old_walk_ins


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One kind of data: how long it is kept and why; ``due`` counts what has outlived that, ``apply`` deletes it."""

    key: str
    what: str | Promise
    kept: str | Promise
    why: str | Promise
    due: Callable[[], int]
    apply: Callable[[], int]


def _forget_drafts() -> int:
    abandoned = list(Draft.objects.expired())
    for draft in abandoned:
        forget(draft=draft)
    return len(abandoned)


def _unsuccessful() -> QuerySet[Application]:
    return Application.objects.unsuccessful().filter(stage_since__lt=at(add_months(today(), -12), 0))


def _erase_unsuccessful() -> int:
    return sum(erase_application(application=application) for application in list(_unsuccessful()))


def _old_enquiries() -> QuerySet[Enquiry]:
    year_ago = at(add_months(today(), -12), 0)
    return Enquiry.objects.filter(Q(answered_at__lt=year_ago) | Q(answered_at=None, received_at__lt=year_ago))


def _erase_enquiries() -> int:
    due = list(_old_enquiries())
    for enquiry in due:
        erase_enquiry(enquiry=enquiry)
    return len(due)


def _old_references() -> QuerySet[Reference]:
    closed = Application.objects.filter(stage__in=CLOSED, stage_since__lt=at(add_months(today(), -12), 0))
    return Reference.objects.filter(application__in=closed)


def _forget_references() -> int:
    return sum(forget_reference(reference=reference) for reference in list(_old_references()))


def _gone_volunteers() -> QuerySet[Volunteer]:
    return Volunteer.objects.gone_before(add_months(today(), -24))


def _erase_volunteers() -> int:
    return sum(erase_volunteer(volunteer=volunteer) for volunteer in list(_gone_volunteers()))


def _old_mails() -> DeliveryQuerySet:
    return Delivery.objects.written_before(at(add_months(today(), -24), 0)).exclude(to="", body="", phone="")


def _ended_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=timezone.now())


RULES = (
    Rule(
        key="abandoned drafts",
        what=_("An application that was begun and not sent, with its files"),
        kept=_("30 days after it was last changed"),
        why=_("So that you can come back to it"),
        due=lambda: Draft.objects.expired().count(),
        apply=_forget_drafts,
    ),
    Rule(
        key="unsuccessful applications",
        what=_("An application that was declined, withdrawn or not answered, with its files and mails"),
        kept=_("12 months after it was closed"),
        why=_("So that we can answer your questions about it, and know you if you apply again"),
        due=lambda: _unsuccessful().count(),
        apply=_erase_unsuccessful,
    ),
    Rule(
        key="references",
        what=_("What somebody wrote for an applicant who named them, and their name and address"),
        kept=_("12 months after the application was closed or accepted"),
        why=_("So that a decision can be explained"),
        due=lambda: _old_references().count(),
        apply=_forget_references,
    ),
    Rule(
        key="enquiries",
        what=_("A question you sent us before applying, and our answer"),
        kept=_("12 months after we answered; where we did not, 12 months after it came"),
        why=_("So that we know what we told you if you write again"),
        due=lambda: _old_enquiries().count(),
        apply=_erase_enquiries,
    ),
    Rule(
        key="volunteers",
        what=_("What we know of a volunteer: contact, account, application, reasons, notes and documents"),
        kept=_(
            "24 months after the last placement; what verifies a certificate stays unless its holder chose otherwise"
        ),
        why=_("So that we can answer for your training and your work, and give a reference"),
        due=lambda: _gone_volunteers().count(),
        apply=_erase_volunteers,
    ),
    Rule(
        key="mails",
        what=_("To whom a message went, and what it said"),
        kept=_("24 months after it was written"),
        why=_("So that we know what you were told"),
        due=lambda: _old_mails().count(),
        apply=lambda: fade(rows=_old_mails()),
    ),
    Rule(
        key="walk-ins",
        what=_("The name and number of somebody who came to a training without a place"),
        kept=_("12 months"),
        why=_("So that their attendance can be counted once we know who they are"),
        due=lambda: old_walk_ins().count(),
        apply=forget_walk_ins,
    ),
    Rule(
        key="notes of trainers",
        what=_("What a trainer noted on a training session, or on somebody at it"),
        kept=_("24 months after it was written"),
        why=_("So that trainers know what was agreed in the room"),
        due=lambda: old_notes().count(),
        apply=forget_notes,
    ),
    Rule(
        key="files left behind",
        what=_("A file that came with a page which could not be saved, or a document whose making was interrupted"),
        kept=_("Until the following night"),
        why=_("It is of no use to anybody"),
        due=lambda: len(left_behind()) + len(unnamed()),
        apply=lambda: sweep() + sweep_documents(),
    ),
    Rule(
        key="ended sessions",
        what=_("What a browser holds to stay signed in or to open an application"),
        kept=_("12 hours; for an application 30 days, on a shared phone half an hour"),
        why=_("So that you need not begin again with every page"),
        due=lambda: _ended_sessions().count(),
        apply=lambda: _ended_sessions().delete()[0],
    ),
    Rule(
        key="counts against guessing",
        what=_("How often a network sent a form, under a key that does not tell its address"),
        kept=_("At most an hour, deleted every night"),
        why=_("So that programs cannot flood us or guess at links"),
        due=lambda: RateCount.objects.over().count(),
        apply=lambda: RateCount.objects.over().delete()[0],
    ),
)
