"""Volunteers from a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruitment.actions.acceptance import same_name
from recruitment.actions.bringing import open_volunteer, people_like
from recruitment.forms.steps.texts import NameField, PhoneField
from recruitment.models import Volunteer
from training.actions.importing.cells import Column, OneOfField
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError
from training.actions.importing.whom import NUMBER, own_key
from training.models import ImportRun
from training.rules.sheets import plain

NEW: Final = frozenset({"new", "新", "新義工"})
LANGUAGES: Final = dict.fromkeys(("en", "English", "英文", "英語"), "en") | dict.fromkeys(
    ("zh-hant", "zh", "Chinese", "Traditional Chinese", "中文", "繁體中文"), "zh-hant"
)
PERSON: Final = Column(
    "person",
    gettext_lazy("Person"),
    gettext_lazy(
        "Your own number or short name for this person, the same in every file. An e-mail address will do, "
        "or our number (V00012)."
    ),
)


@dataclass(frozen=True)
class NewVolunteer:
    """A person as the row says; ``same_as`` where they are a volunteer already."""

    values: Values
    same_as: Volunteer | None = None


class Volunteers(Importer[NewVolunteer]):
    """People, whatever they do for us: placements come in their own file."""

    kind = ImportRun.Kind.VOLUNTEERS
    lead = gettext_lazy("Who they are and how to reach them. The other files speak of these people.")
    columns: ClassVar[tuple[Column, ...]] = (
        PERSON,
        Column(
            "name",
            gettext_lazy("Name"),
            gettext_lazy("As it should stand on a certificate."),
            NameField(max_length=120),
        ),
        Column(
            "name_other",
            gettext_lazy("Name in another script"),
            gettext_lazy("For example in Chinese."),
            NameField(max_length=120, required=False),
        ),
        Column(
            "email",
            gettext_lazy("E-mail address"),
            gettext_lazy("They sign in by a code to this address."),
            forms.EmailField(required=False),
            also=("email", "e-mail"),
        ),
        Column(
            "phone",
            gettext_lazy("Phone"),
            gettext_lazy("Without a country it is one of Hong Kong."),
            PhoneField(required=False, max_length=40),
        ),
        Column(
            "language",
            gettext_lazy("Language"),
            gettext_lazy("The language of our mails: English (also where this is empty) or Chinese."),
            OneOfField(LANGUAGES, said="English, 中文", empty="en"),
        ),
        Column(
            "same_as",
            gettext_lazy("The same as"),
            gettext_lazy(
                "Only where somebody here is like this person: our number (V00012), or “new” for another person."
            ),
            forms.CharField(max_length=20, required=False),
        ),
    )

    def prepare(self, rows: Sequence[Values]) -> None:
        found = people_like(emails={row["email"] for row in rows}, phones={row["phone"] for row in rows})
        self.by_address: defaultdict[str, list[Volunteer]] = defaultdict(list)
        self.by_phone: defaultdict[str, list[Volunteer]] = defaultdict(list)
        for person in found:
            for address in {plain(person.email), plain(person.user.email if person.user else "")} - {""}:
                self.by_address[address].append(person)
            self.by_phone[person.phone].append(person)
        numbers = {int(match[1]) for row in rows if (match := NUMBER.fullmatch(row["same_as"] or ""))}
        self.by_number = Volunteer.objects.in_bulk(numbers)

    def key(self, values: Values) -> str:
        return own_key(values["person"])

    def faults(self, values: Values) -> Iterator[WrongError]:
        if values["same_as"] or values.reads("same_as", "email", "phone", "name", "name_other"):
            try:
                self._same(values)
            except WrongError as error:
                yield error

    def judge(self, values: Values) -> Judged[NewVolunteer]:
        if same := self._same(values):
            note = _("A volunteer already: %(number)s. Nothing of theirs is changed.") % {"number": same}
            return Judged(NewVolunteer(values, same), note)
        return Judged(NewVolunteer(values))

    def _same(self, values: Values) -> Volunteer | None:
        """The volunteer that this is: as the row says, or by address and name. Nobody is taken for another silently."""
        said = values["same_as"]
        if match := NUMBER.fullmatch(said):
            if person := self.by_number.get(int(match[1])):
                return person
            raise WrongError("same_as", _("There is no volunteer of this number."))
        if plain(said) in NEW:
            return None
        if said:
            raise WrongError("same_as", _("Write our number, such as V00012, or “new”."))
        by_address = self.by_address.get(plain(values["email"]), []) if values["email"] else []
        certain = [person for person in by_address if _named(person, values)]
        if len(certain) == 1:
            return certain[0]
        by_phone = self.by_phone.get(values["phone"], []) if values["phone"] else []
        if like := sorted({*by_address, *by_phone}, key=lambda person: person.pk):
            raise WrongError(
                "same_as",
                _("%(numbers)s has this address or phone: write that here if it is the same person, else “new”.")
                % {"numbers": ", ".join(map(str, like))},
            )
        return None

    def write(self, facts: Sequence[NewVolunteer]) -> list[Written]:
        return [(person, person) for person in map(self._open, facts)]

    def _open(self, fact: NewVolunteer) -> Volunteer:
        if fact.same_as:
            return fact.same_as
        given = {name: fact.values[name] for name in ("name", "name_other", "email", "phone", "language")}
        return open_volunteer(**given)


def _named(person: Volunteer, values: Values) -> bool:
    pairs = ((person.name, values["name"]), (person.name_other, values["name_other"]))
    return any(same_name(mine, theirs) for mine, theirs in pairs)
