"""Forms of rows that several people edit: each says what it was filled with when it is sent."""

from typing import Any

from django import forms

SEEN = "seen"


def add_seen(form: Any, mark: str) -> None:
    """Give the form of a row that is there already the mark of what it shows; a new row has none."""
    if form.instance.pk:
        form.fields[SEEN] = forms.CharField(widget=forms.HiddenInput, initial=mark, required=False)


def see_again(form: Any, mark: str) -> None:
    """After a refusal: sent once more, the form puts what it says in the place of what is there now."""
    form.data = form.data.copy()
    form.data[SEEN] = mark
