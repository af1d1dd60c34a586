"""Whom a row is about."""

import re
from collections.abc import Callable, Iterable

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.models import Role, Volunteer
from training.actions.importing.trial import WrongError, key_of
from training.models import ImportedRow, ImportRun
from training.rules.sheets import plain

NUMBER = re.compile(r"[vV](\d{5,9})")


def own_key(person: str) -> str:
    """The key of a person as a spreadsheet calls them."""
    return key_of(ImportRun.Kind.VOLUNTEERS, plain(person))


class People:
    """The volunteers that a file speaks of: by the spreadsheet's own name for them once that was brought in, by our
    number (V00012), or by an e-mail address that one volunteer has. Three queries whatever the number.
    """

    def __init__(self, names: Iterable[str]) -> None:
        asked = {name for name in names if name}
        numbers = {int(found[1]) for name in asked if (found := NUMBER.fullmatch(name))}
        rows = ImportedRow.objects.filter(kind=ImportRun.Kind.VOLUNTEERS, key__in=[own_key(name) for name in asked])
        self.by_key = {row.key: row.volunteer for row in rows.select_related("volunteer")}
        self.by_number = Volunteer.objects.in_bulk(numbers)
        self.by_address: dict[str, list[Volunteer]] = {}
        addresses = {plain(name) for name in asked if "@" in name}
        known = Volunteer.objects.alias(own=Lower("email"), account=Lower("user__email")).select_related("user")
        for person in known.filter(Q(own__in=addresses) | Q(account__in=addresses)) if addresses else ():
            for address in {plain(person.email), plain(person.user.email if person.user else "")}:
                self.by_address.setdefault(address, []).append(person)

    def all_of(self, names: Iterable[str]) -> list[Volunteer]:
        """Everybody whom these names find."""
        return list({person.pk: person for name in names if (person := self._known(name))}.values())

    def _known(self, name: str) -> Volunteer | None:
        try:
            return self.find(name) if name else None
        except WrongError:
            return None

    def find(self, name: str) -> Volunteer:
        """Who that is. Raises WrongError."""
        if person := self.by_key.get(own_key(name)):
            return person
        if (found := NUMBER.fullmatch(name)) and (person := self.by_number.get(int(found[1]))):
            return person
        people = self.by_address.get(plain(name), [])
        if len(people) > 1:
            numbers = ", ".join(map(str, people))
            raise WrongError(
                "person", _("Several volunteers have this address: write one of %(numbers)s.") % {"numbers": numbers}
            )
        if not people:
            raise WrongError("person", _("Nobody is known by this: bring the volunteers in first."))
        return people[0]

    def find_other(self, actor: User) -> Callable[[str], Volunteer]:
        """The same, but never the actor: nobody decides about themselves, by a spreadsheet neither."""

        def found(name: str) -> Volunteer:
            person = self.find(name)
            if person.user_id == actor.pk:
                raise WrongError("person", _("Nobody decides this about themselves. Ask a colleague."))
            return person

        return found


class Roles:
    """The roles by any of their names."""

    def __init__(self) -> None:
        self.rows = list(Role.objects.order_by("sort_order", "pk"))
        self.by_name = {plain(name): row for row in self.rows for name in (row.slug, row.name_en, row.name_zh)}

    def find(self, name: str) -> Role:
        """Which role that is. Raises WrongError."""
        if role := self.by_name.get(plain(name)):
            return role
        names = ", ".join(row.name for row in self.rows)
        raise WrongError("role", _("There is no such role. Write one of these: %(names)s.") % {"names": names})
