"""A volunteer's name and how they are reached, as recruiters keep them right."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruitment.forms.filters import LANGUAGES
from recruitment.models import Volunteer


class VolunteerForm(forms.ModelForm[Volunteer]):
    """Contact details. An address that another volunteer has is taken once it is said that they share it."""

    language = forms.ChoiceField(label=gettext_lazy("We write to them in"), choices=LANGUAGES)
    shared = forms.BooleanField(label=gettext_lazy("They share this e-mail address"), required=False)

    class Meta:
        model = Volunteer
        fields = ("name", "name_other", "email", "phone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whether an address is shared is asked only where it is."""
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "name_other", "email", "shared"])
        self.others = self._others()
        if not self.others:
            del self.fields["shared"]

    def _others(self) -> list[Volunteer]:
        typed = str(self.data.get("email", "")).replace("\0", "").strip()
        if not typed or typed.casefold() == self.instance.email.casefold():
            return []
        same = Volunteer.objects.filter(email__iexact=typed, erased_on=None)
        return list(same.exclude(pk=self.instance.pk).order_by("pk"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.others and not cleaned.get("shared"):
            said = _("%(name)s (%(number)s) has this address already. Check it; if they share it, tick the box below.")
            self.add_error("email", said % {"name": self.others[0].name, "number": self.others[0]})
        return cleaned
