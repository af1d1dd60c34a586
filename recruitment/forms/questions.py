"""What staff fill in to ask a question of their own."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm

from recruitment.actions.questions import EDITED, question_seen, was_asked
from recruitment.forms.seen import add_seen
from recruitment.models import Role, RoleQuestion
from recruitment.rules.own_questions import CHOICE_LENGTH, CHOICES_MAX, CHOICES_MIN, lines

WITH_CHOICES = frozenset({RoleQuestion.Kind.CHOICE, RoleQuestion.Kind.CHOICES})


class RoleQuestionForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A question in both languages. What was asked once keeps its role and its kind."""

    class Meta:
        model = RoleQuestion
        fields = EDITED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_seen(self, question_seen(self.instance) if self.instance.pk else "")
        if self.instance.pk:
            self.fields["role"].disabled = True
            self.fields["kind"].disabled = was_asked(self.instance)
            if self.fields["kind"].disabled:
                self.fields["kind"].help_text = gettext_lazy("It was asked already. To ask it otherwise, add another.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("choices_en", "choices_zh")
        if cleaned.get("kind") not in WITH_CHOICES:
            return cleaned | dict.fromkeys(names, "")
        given = {name: lines(cleaned.get(name) or "") for name in names}
        for name, choices in given.items():
            self._check_choices(name, choices)
        english, chinese = (len(choices) for choices in given.values())
        if english != chinese and not any(self.has_error(name) for name in names):
            message = _("Write as many choices in Chinese as in English: there are %(zh)s and %(en)s.")
            self.add_error("choices_zh", message % {"zh": chinese, "en": english})
        return cleaned | {name: "\n".join(choices) for name, choices in given.items()}

    def _check_choices(self, name: str, choices: list[str]) -> None:
        """Enough of them, not too many, none twice."""
        if len(choices) < CHOICES_MIN:
            self.add_error(name, _("Write at least two choices, each on a line of its own."))
        if len(choices) > CHOICES_MAX:
            self.add_error(name, _("Write at most %(most)s choices.") % {"most": CHOICES_MAX})
        if too_long := next((choice for choice in choices if len(choice) > CHOICE_LENGTH), ""):
            words = ngettext("at most %(most)s character", "at most %(most)s characters", CHOICE_LENGTH)
            shortened = f"{too_long[:30]}…"
            self.add_error(name, f"“{shortened}”: " + words % {"most": CHOICE_LENGTH})
        seen = [choice.casefold() for choice in choices]
        if twice := next((choice for choice in choices if seen.count(choice.casefold()) > 1), ""):
            self.add_error(name, _("“%(choice)s” is there twice.") % {"choice": twice})


class RoleQuestionFilterSet(WagtailFilterSet):
    """Whose questions are listed. Those of one role can be put in order."""

    role = django_filters.ModelChoiceFilter(label=gettext_lazy("Role"), queryset=Role.objects.all())

    class Meta:
        model = RoleQuestion
        fields = ["role"]
