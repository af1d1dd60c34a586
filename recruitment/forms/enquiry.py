"""What somebody asks who does not know which role fits, and what staff answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import GuardedForm
from recruitment.forms.steps.texts import NameField, PhoneField, TextField
from recruitment.models import Role


class EnquiryForm(GuardedForm):
    """A name, a way to answer, and a few lines."""

    name = NameField(
        label=_("Your name"),
        help_text=_("The name you use; it need not be the one on a document."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Give an e-mail address or a phone number, so that we can answer."),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("Without an e-mail address we call."),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "class": "mid"}),
    )
    text = TextField(
        label=_("What would you like to share?"),
        help_text=_(
            "What you do, what you would like to do, what you would like to know. "
            "Please do not write about your own or anyone’s case."
        ),
        max_length=4000,
        widget=forms.Textarea({"rows": 7}),
    )

    def clean(self) -> dict[str, Any]:
        """One way to answer is needed."""
        if not any(self.cleaned_data.get(name) or name in self.errors for name in ("email", "phone")):
            self.add_error("email", ValidationError(_("Give an e-mail address or a phone number.")))
        return super().clean()


class AnswerForm(forms.Form):
    """The answer to an enquiry."""

    text = forms.CharField(
        label=_("Answer"),
        help_text=_("A greeting with their name is put before it, our name and what they wrote after it."),
        max_length=8000,
        widget=forms.Textarea({"rows": 10}),
    )
    role = forms.ModelChoiceField(
        label=_("Point to a role"),
        help_text=_("A link to its application is put under the answer."),
        queryset=Role.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.open()  # type: ignore[attr-defined]
