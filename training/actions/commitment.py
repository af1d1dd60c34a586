"""What volunteers promise, sign and offer, and what staff change about it.

What cannot be done is refused with a ``ValidationError`` whose text is for the person who asked; acting for oneself
where somebody else must act, with ``PermissionDenied``.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.templatetags.components import written
from recruitment.actions import agreeing
from recruitment.actions.refusals import NotPossible
from recruitment.models import Placement, Volunteer
from training.actions import lights, standing
from training.actions.changes import Cause
from training.actions.completion import anchor_waiting, end_of, set_anchor
from training.models import Availability, Commitment, Extension, Pause, Signature, Terms
from training.rules import DAY, Span, intersect
from training.rules.hours import is_short

HALF_DAYS = [code for code, _label in Availability.HALF_DAYS]
HOURS_MOST = 40
WEEKS_MOST = 52


def forbid_self(actor: User | None, volunteer: Volunteer) -> None:
    """Refuse whoever would act for themselves."""
    if actor is not None and actor.pk is not None and actor.pk == volunteer.user_id:
        raise PermissionDenied(_("Nobody decides this about themselves. Ask a colleague."))


def terms_in_force(kind: Terms.Kind) -> Terms | None:
    """The latest version of a text, the one to be signed now."""
    return Terms.objects.filter(kind=kind).order_by("-version").first()


@transaction.atomic
def publish_terms(*, kind: Terms.Kind, text_en: str, text_zh: str, required_from: date, actor: User | None) -> Terms:
    """Give a text a further version, which is never changed afterwards; every standing follows, with the tick where
    there are many.

    It is required from tomorrow at the earliest, so that nobody is found wanting today without having been asked.
    """
    last = terms_in_force(kind)
    if last and required_from <= max(today(), last.required_from):
        raise ValidationError(_("A further version is required from a later day, tomorrow at the earliest."))
    terms = Terms.objects.create(
        kind=kind,
        version=last.version + 1 if last else 1,
        text_en=text_en,
        text_zh=text_zh,
        required_from=required_from,
    )
    log(instance=terms, action="wagtail.create", user=actor)
    standing.follow_terms(cause=Cause.DECLARATIONS)
    return terms


@transaction.atomic
def sign_commitment(
    *, placement: Placement, hours_per_week: int, actor: User | None, months: int | None = None
) -> Commitment:
    """The volunteer signs for at least the role's months and hours, or for what was agreed with them. Signing again
    gives the same commitment.

    More hours than the role's maximum are a point to discuss, not refused.
    """
    _hold_terms(placement)
    if existing := Commitment.objects.filter(placement=placement).first():
        return existing
    least, fewest = placement.hours_offered.start, placement.months_asked
    months = months or fewest
    if not least <= hours_per_week <= HOURS_MOST:
        raise ValidationError(
            _("Promise at least %(least)s and at most %(most)s hours a week.") % {"least": least, "most": HOURS_MOST}
        )
    if months < fewest:
        raise ValidationError(_("Promise at least %(months)s months.") % {"months": fewest})
    terms = terms_in_force(Terms.Kind.COMMITMENT)
    if terms is None:
        raise ValidationError(_("There is no text to sign yet. Please try again later."))
    commitment, created = Commitment.objects.get_or_create(
        placement=placement,
        defaults={"terms": terms, "hours_per_week": hours_per_week, "months": months, "signed_on": today()},
    )
    if created:
        sign_terms(volunteer=placement.volunteer, terms=terms)
        anchor_waiting(volunteer=placement.volunteer)
        lights.settle(commitment=commitment)
        log(instance=commitment, action="training.sign", user=actor)
        standing.refresh(placement=placement, cause=Cause.COMMITMENT)
        commitment.refresh_from_db()
    return commitment


@transaction.atomic
def agree_terms(*, placement: Placement, agreed: agreeing.Agreed, reason: str, actor: User) -> None:
    """Agree with a volunteer on other hours or months than the role asks; their commitment page offers them.

    What is signed stays as it was signed. Eligibility goes on asking what the role asks.
    """
    forbid_self(actor, placement.volunteer)
    _hold_terms(placement)
    if Commitment.objects.filter(placement=placement).exists():
        raise ValidationError(_("The commitment is signed already: what was signed stays."))
    try:
        agreeing.agree(placement=placement, agreed=agreed, reason=reason, actor=actor)
    except NotPossible as error:
        raise ValidationError(str(error)) from error


def _hold_terms(placement: Placement) -> None:
    """Let a signature and a change of what may be signed wait for each other; the person before the placement."""
    standing.hold_people(Volunteer.objects.filter(pk=placement.volunteer_id))
    Placement.objects.filter(pk=placement.pk).update(starts_on=F("starts_on"))
    placement.refresh_from_db(fields=["agreed_hours", "agreed_months"])


@transaction.atomic
def sign_terms(*, volunteer: Volunteer, terms: Terms) -> Signature:
    """The volunteer signs one version of a text. Signing again changes nothing."""
    now = timezone.now()
    signature, created = Signature.objects.get_or_create(
        volunteer=volunteer, terms=terms, defaults={"signed_on": today(), "signed_at": now}
    )
    if created:
        is_promise = terms.kind == Terms.Kind.COMMITMENT
        cause = Cause.COMMITMENT if is_promise else Cause.DECLARATIONS
        standing.refresh_volunteer(volunteer=volunteer, cause=cause)
    return signature


@transaction.atomic
def set_availability(*, volunteer: Volunteer, half_days: Sequence[str], from_on: date | None = None) -> Availability:
    """The volunteer states the weekday half-days they can give from a day on; what was said before ends the day before.

    No half-day at all is an answer too.
    """
    day = from_on or today()
    if unknown := set(half_days) - set(HALF_DAYS):
        raise ValidationError(_("Unknown half-days: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    standing.hold_people(Volunteer.objects.filter(pk=volunteer.pk))  # two answers at once wait for each other
    said = volunteer.availabilities.all()
    said.filter(from_on__gte=day).delete()
    said.filter(until_on=None).update(until_on=day - DAY)
    said.filter(until_on__gte=day).update(until_on=day - DAY)
    chosen = [code for code in HALF_DAYS if code in half_days]
    row = Availability.objects.create(volunteer=volunteer, half_days=chosen, count=len(chosen), from_on=day)
    standing.refresh_volunteer(volunteer=volunteer, cause=Cause.AVAILABILITY)
    return row


def keep_availability(*, placement: Placement) -> None:
    """What somebody said of their weekdays when they applied stands, until they say otherwise."""
    said = placement.application.answers.get("half_days") if placement.application else None
    if said and not placement.volunteer.availabilities.exists():
        known = [code for code in said if code in HALF_DAYS]
        set_availability(volunteer=placement.volunteer, half_days=known, from_on=placement.starts_on)


@transaction.atomic
def pause(*, commitment: Commitment, from_on: date, until_on: date | None, reason: str, actor: User | None) -> Pause:
    """Let a commitment rest, both days included, or with no end yet. Pauses never overlap; the end moves with them."""
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    if until_on is not None and until_on < from_on:
        raise ValidationError(_("A pause ends on the day it begins, or later."))
    if not reason.strip():
        raise ValidationError(_("Give the reason for the pause."))
    wanted = (Span(from_on, until_on or date.max),)
    if intersect(wanted, tuple(Span(row.from_on, row.until_on or date.max) for row in commitment.pauses.all())):
        raise ValidationError(_("There is a pause on some of these days already."))
    row = Pause.objects.create(commitment=commitment, from_on=from_on, until_on=until_on, reason=reason, added_by=actor)
    _changed(commitment, "training.pause", actor)
    return row


@transaction.atomic
def resume(*, commitment: Commitment, on: date | None = None, actor: User | None) -> None:
    """End the pause that lasts to a day or beyond: the volunteer is back on that day. One that had not begun is
    taken away.
    """
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    day = on or today()
    rows = [row for row in commitment.pauses.all() if row.until_on is None or row.until_on >= day]
    if not rows:
        raise ValidationError(_("There is no pause to end."))
    row = rows[0]
    if row.from_on >= day:
        row.delete()
    else:
        row.until_on = day - DAY
        row.save(update_fields=["until_on"])
    _changed(commitment, "training.resume", actor)


@transaction.atomic
def end_early(*, commitment: Commitment, on: date | None = None, reason: str, actor: User | None) -> None:
    """The commitment holds no longer from a day on. A supervisor's decision, about somebody else."""
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    day = on or today()
    if not reason.strip():
        raise ValidationError(_("Give the reason for ending early."))
    if commitment.ended_early_on:
        raise ValidationError(_("This commitment has been ended already."))
    if day < commitment.signed_on:
        raise ValidationError(_("It cannot end before it was signed."))
    commitment.ended_early_on, commitment.ended_reason = day, reason
    commitment.save(update_fields=["ended_early_on", "ended_reason"])
    _changed(commitment, "training.end_early", actor)


@transaction.atomic
def agree_anchor(*, commitment: Commitment, anchor_on: date, actor: User | None) -> None:
    """Set the day from which the months are counted, as agreed with the volunteer; the end follows."""
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    if anchor_on < commitment.placement.starts_on:
        raise ValidationError(_("It cannot begin before the volunteer was accepted."))
    set_anchor(commitment=commitment, anchor_on=anchor_on)
    _changed(commitment, "training.anchor", actor)


@transaction.atomic
def extend(*, commitment: Commitment, weeks: int, reason: str, actor: User | None) -> Extension:
    """Give somebody whose months are served and whose hours are short further weeks, from the end as it stands."""
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    _check_short(commitment)
    _check_reason(reason)
    if not 1 <= weeks <= WEEKS_MOST:
        raise ValidationError(_("Extend by at least 1 and at most %(most)s weeks.") % {"most": WEEKS_MOST})
    row = Extension.objects.create(
        commitment=commitment, weeks=weeks, reason=reason.strip()[:200], by=actor, at=timezone.now()
    )
    _changed(commitment, "training.extend", actor)
    if commitment.ends_on is not None and commitment.ends_on <= today():
        raise ValidationError(
            _("With these weeks it would end on %(day)s, which is not to come. Give more weeks.")
            % {"day": written(commitment.ends_on)}
        )
    lights.tell(commitment, "commitment_extended", once=f"commitment_extended:{row.pk}", weeks=str(weeks))
    return row


@transaction.atomic
def accept_short(*, commitment: Commitment, reason: str, actor: User | None) -> None:
    """Take a commitment whose months are served as fulfilled with the hours that were given."""
    forbid_self(actor, commitment.placement.volunteer)
    _hold(commitment)
    _check_short(commitment)
    _check_reason(reason)
    commitment.accepted_short_on, commitment.accepted_short_reason = today(), reason.strip()[:200]
    commitment.save(update_fields=["accepted_short_on", "accepted_short_reason"])
    _changed(commitment, "training.accept_short", actor)


def _check_short(commitment: Commitment) -> None:
    if not is_short(lights.course_of(commitment), today()):
        raise ValidationError(_("This is for somebody whose months are served and whose hours are short."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Give the reason."))


def _hold(commitment: Commitment) -> None:
    """Let changes of one commitment wait for each other, and see what the last one wrote. The person is held first, as
    by a mark that lets the commitment begin: otherwise each would wait for the other, or its end forget a pause.
    """
    standing.hold_people(Volunteer.objects.filter(pk=commitment.placement.volunteer_id))
    Commitment.objects.filter(pk=commitment.pk).update(months=F("months"))
    commitment.refresh_from_db()


def _changed(commitment: Commitment, action: str, actor: User | None) -> None:
    commitment.ends_on = end_of(commitment)
    commitment.save(update_fields=["ends_on"])
    log(instance=commitment, action=action, user=actor)
    lights.settle(commitment=commitment)
    standing.refresh(placement=commitment.placement, cause=Cause.COMMITMENT)
