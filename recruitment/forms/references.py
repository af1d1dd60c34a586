"""Naming somebody who can speak for an applicant, and speaking for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import SiteForm
from recruitment.models import Reference

LONGEST = 5000


class RefereeForm(SiteForm):
    """Somebody the applicant names."""

    name = forms.CharField(label=_("Their name"), max_length=120)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "mid"}),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org.")},
    )
    relation = forms.CharField(
        label=_("How do they know you?"),
        max_length=200,
        help_text=_("For example: my teacher for two years, my supervisor at work, the head of a club I help."),
    )


class StaffRefereeForm(forms.Form):
    """Somebody staff add for the applicant."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    relation = forms.CharField(label=_("How they know the applicant"), max_length=200)


class ReferenceForm(SiteForm):
    """What a referee says."""

    known_for = forms.CharField(
        label=_("How long have you known each other, and from where?"),
        max_length=200,
        help_text=_("For example: three years, as my student."),
    )
    text = forms.CharField(
        label=_("What should we know?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "A few sentences are enough. What are they good at? Are they reliable, and discreet? How do they listen to "
            "people who are in difficulty? Is there anything with which they would need help? "
            "Please do not write about anybody’s case."
        ),
    )
    recommends = forms.ChoiceField(
        label=_("Would you recommend them as a volunteer?"),
        choices=Reference.Recommends.choices,
        widget=forms.RadioSelect,
        help_text=_("As you see fit: an honest doubt helps everybody."),
        error_messages={"required": _("Say whether you would recommend them.")},
    )
