"""Making a volunteer of an applicant: the same person stays the same row, nobody is merged silently."""

import unicodedata
from collections.abc import Iterable
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from recruitment.actions.agreeing import Agreed, agree
from recruitment.actions.refusals import NotPossible, WhichPerson
from recruitment.models import Application, Placement, Volunteer
from recruitment.signals import placement_opened

NEW_PERSON = "new"


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, width, marks and spaces."""
    return bool(one and other) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def possible_matches(application: Application) -> list[Volunteer]:
    """Volunteers this applicant may be: the same address or phone."""
    return matches_of([application])[application.pk]


def matches_of(applications: Iterable[Application]) -> dict[int, list[Volunteer]]:
    """The volunteers that each of these may be, by the application's key, with one query for all."""
    rows = list(applications)
    emails = {row.email.lower() for row in rows if row.email}
    phones = {row.phone for row in rows if row.phone}
    lowered = Volunteer.objects.alias(own=Lower("email"), account=Lower("user__email"))
    known = lowered.filter(Q(own__in=emails) | Q(account__in=emails) | Q(phone__in=phones))
    people = list(known.select_related("user").order_by("pk"))
    return {row.pk: [person for person in people if _may_be(row, person)] for row in rows}


def _may_be(application: Application, person: Volunteer) -> bool:
    if application.phone and application.phone == person.phone:
        return True
    return application.email.casefold() in _addresses(person)


def certain_match(application: Application, matches: list[Volunteer]) -> Volunteer | None:
    """The one among them with the same address and the same name, if there is exactly one."""
    certain = [
        person
        for person in matches
        if application.email.casefold() in _addresses(person)
        and (same_name(person.name, application.name) or same_name(person.name_other, application.name_other))
    ]
    return certain[0] if len(certain) == 1 else None


def _addresses(person: Volunteer) -> set[str]:
    return {address.casefold() for address in (person.email, person.user.email if person.user else "") if address}


def open_placement(
    *, application: Application, actor: User, person: str = "", agreed: Agreed | None = None, reason: str = ""
) -> Placement:
    """Open the placement of an accepted application, within the transaction of its move.

    ``person`` is the key of a volunteer chosen among the possible matches, or :data:`NEW_PERSON`, or empty.
    ``agreed`` are other terms than the role's, kept with the reason.
    Raises WhichPerson where that has to be said, NotPossible where a placement in this role already runs.
    """
    volunteer = _volunteer(application, person)
    if Placement.objects.filter(volunteer=volunteer, role=application.role, ends_on=None).exists():
        raise NotPossible(_("This volunteer already has a running placement in this role."))
    try:
        with transaction.atomic():
            placement = Placement.objects.create(
                volunteer=volunteer, role=application.role, application=application, starts_on=today()
            )
    except IntegrityError as error:
        raise NotPossible(_("This volunteer already has a running placement in this role.")) from error
    log(instance=placement, action="recruitment.placement_opened", user=actor)
    if agreed:
        agree(placement=placement, agreed=agreed, reason=reason, actor=actor)
    transaction.on_commit(partial(placement_opened.send_robust, sender=Placement, placement=placement))
    return placement


def _volunteer(application: Application, person: str) -> Volunteer:
    matches = possible_matches(application)
    if chosen := _chosen(application, matches, person):
        return _with_account(chosen)
    try:
        with transaction.atomic():
            return _new_volunteer(application)
    except IntegrityError:  # somebody with this address was accepted in the same moment
        if person != NEW_PERSON and (chosen := _chosen(application, possible_matches(application), person)):
            return chosen
        return _new_volunteer(application)


def _chosen(application: Application, matches: list[Volunteer], person: str) -> Volunteer | None:
    if person == NEW_PERSON or not matches:
        return None
    if person:
        by_key = {str(match.pk): match for match in matches}
        if person not in by_key:
            raise WhichPerson
        return by_key[person]
    if certain := certain_match(application, matches):
        return certain
    raise WhichPerson


def _new_volunteer(application: Application) -> Volunteer:
    return Volunteer.objects.create(
        user=free_account(application.email, application.language),
        name=application.name,
        name_other=application.name_other,
        email=application.email,
        phone=application.phone,
        language=application.language,
    )


def _with_account(volunteer: Volunteer) -> Volunteer:
    if not volunteer.user and (user := free_account(volunteer.email, volunteer.language)):
        Volunteer.objects.filter(pk=volunteer.pk, user=None).update(user=user)
    return volunteer


def free_account(email: str, language: str) -> User | None:
    """The account of this address, made where there is none; nothing if it already belongs to a volunteer."""
    if not email:
        return None
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return User.objects.create_user(email, language=language)
    return None if Volunteer.objects.filter(user=user).exists() else user
