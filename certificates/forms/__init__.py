"""What people type and choose about certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import SiteForm
from certificates.models import Award
from certificates.rules import LENGTH, grouped, is_serial, out_of_link, parse, strangers, tidy

EXAMPLE = "XXXX-XXXX-XXXX-XXXX-XX"
MOST_SHOWN = 5  # characters that no code has
MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE


class CodeForm(SiteForm):
    """The code from a certificate, as typed."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("18 letters and digits, under the square code. Capitals, blanks and hyphens do not matter."),
        max_length=300,  # a whole link, and what was copied with it
        widget=forms.TextInput(
            attrs={"class": "mid", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        typed = out_of_link(self.cleaned_data["code"])
        if is_serial(typed):
            raise ValidationError(
                _("This is the serial number. The code stands under the square code: %(example)s."),
                params={"example": EXAMPLE},
            )
        if faults := [*_strangers_in(typed), *_length_of(typed)]:
            raise ValidationError(faults)
        if (code := parse(typed)) is None:
            raise ValidationError(_("One character is wrong, or two have changed places. Compare them one by one."))
        return grouped(code)


def _strangers_in(typed: str) -> list[ValidationError]:
    wrong = strangers(typed)
    if not wrong:
        return []
    said = _("No code has “%(characters)s” in it. Check this character.")
    if len(wrong) > 1:
        said = _("No code has any of “%(characters)s” in it. Check these characters.")
    return [ValidationError(said, params={"characters": " ".join(wrong[:MOST_SHOWN])})]


def _length_of(typed: str) -> list[ValidationError]:
    length = len(tidy(typed))
    if length == LENGTH:
        return []
    said = _("A code has %(wanted)s letters and digits; this one has %(length)s.")
    return [ValidationError(said, params={"wanted": LENGTH, "length": length})]


class CompareForm(SiteForm):
    """The file somebody was given, to be compared with the one we signed; it is not kept."""

    file = forms.FileField(
        label=_("The PDF you were given"),
        help_text=_("It is compared and not kept."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than any certificate of ours: it is not the one we signed."))
        return file


class NameForm(SiteForm):
    """The name as printed, typed by somebody who holds the paper, where the holder shows initials only."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("Type it as it is printed. You learn whether it is the same; we do not show it."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "wide", "autocomplete": "off", "spellcheck": "false"}),
    )


class ChoicesForm(SiteForm):
    """What a holder lets the code of a certificate tell."""

    initials_only = forms.BooleanField(
        label=_("Show only my initials"),
        required=False,
        help_text=_("Whoever holds the paper can still type the name on it and learn whether it is right."),
    )
    show_replaced = forms.BooleanField(
        label=_("Once it is replaced, still show what it said"),
        required=False,
        help_text=_("Otherwise the old code only answers that there is a newer certificate."),
    )
    forget = forms.BooleanField(
        label=_("When my data are erased, let the code answer like an unknown one"),
        required=False,
        help_text=_("Otherwise what is printed on it can still be checked, and nothing else of you remains."),
    )


def _reason(label: Any) -> forms.CharField:
    """A decision's reason. It is personal data: whoever it is about has a right to read it."""
    said = _("Staff see this, and so does the person when they ask for their data. The public page does not show it.")
    return forms.CharField(label=label, max_length=200, help_text=said)


class RevokeForm(forms.Form):
    """Why a certificate is withdrawn."""

    reason = _reason(_("Why it is revoked"))


class StandForm(forms.Form):
    """Why a certificate stands although its basis fell."""

    reason = _reason(_("Why it stands"))


class ExpireForm(forms.Form):
    """The last day on which a certificate holds."""

    last_on = forms.DateField(
        label=_("Last day on which it holds"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ByHandForm(forms.Form):
    """What staff certify by their own word."""

    award = forms.ModelChoiceField(label=_("Award"), queryset=Award.objects.filter(kind=Award.Kind.OTHER))
    reason = _reason(_("Why it is given"))
    attach = forms.BooleanField(
        label=_("Attach the document to the mail"),
        required=False,
        help_text=_("Without the attachment the mail says where the document is."),
    )
