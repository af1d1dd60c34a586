"""Scoring an application."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from recruitment.models import Criterion, Review

POINTS = [
    ("0", _("0 – nothing of it")),
    ("1", _("1 – a little")),
    ("2", _("2 – some")),
    ("3", _("3 – what the role needs")),
    ("4", _("4 – more than the role needs")),
]


class ReviewForm(forms.Form):
    """Points for each line of the rubric, and a comment. ``version`` is the one of the review that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text=_("For colleagues only. The applicant can ask to read it. Nobody's case belongs here."),
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=str(criterion),
                choices=POINTS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Give points for this line.")},
            )
        self.order_fields(["version", *(name for name in self.fields if name.startswith("points_")), "comment"])

    @property
    def lines(self) -> list[forms.BoundField]:
        """The lines of the rubric."""
        return [self[name] for name in self.fields if name.startswith("points_")]

    @property
    def points(self) -> dict[int, int]:
        """The points given, by the key of the criterion."""
        given = self.cleaned_data.items()
        return {int(name.removeprefix("points_")): value for name, value in given if name.startswith("points_")}


def typed_before(review: Review | None) -> dict[str, Any]:
    """What a review form starts with: what the reader found before, if anything."""
    if review is None:
        return {"version": 0}
    points = {f"points_{score.criterion_id}": str(score.points) for score in review.scores.all()}
    return {"version": review.version, "comment": review.comment, **points}
