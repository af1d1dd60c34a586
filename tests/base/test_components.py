from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from base.forms import HALF_DAYS, DateField, HalfDayField, SiteForm, choice_label
from base.templatetags.components import written, written_range


class Question(SiteForm):
    name = forms.CharField(
        label="Name", help_text="As you use it.", widget=forms.TextInput({"autocomplete": "name"}), required=True
    )
    leaving = DateField(label="Leaving", required=False)
    half_days = HalfDayField(label="Free", required=False)
    cohort = forms.ChoiceField(
        label="Weekend", choices=[("a", choice_label("A", "16 January"))], widget=forms.RadioSelect, required=False
    )


def draw(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_a_hint_comes_before_its_field_and_is_tied_to_it() -> None:
    html = Question()["name"].as_field_group()

    assert html.index('id="id_name_helptext"') < html.index('<input type="text"')
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'autocomplete="name"' in html
    assert "(optional)" not in html


def test_an_error_is_inline_tied_to_its_field_and_in_the_summary() -> None:
    form = Question({})
    html = form["name"].as_field_group()
    summary = draw("{% error_summary form %}", form=form)

    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<a href="#id_name">Please answer: Name</a>' in summary
    assert "autofocus" in summary


def test_a_form_without_errors_has_no_summary() -> None:
    assert draw("{% error_summary form %}", form=Question({"name": "Vera"})).strip() == ""


def test_the_summary_links_to_the_first_box_of_a_group() -> None:
    form = Question({"name": "Vera", "leaving_day": "31", "leaving_month": "2", "leaving_year": "2027"})

    assert 'href="#id_leaving_0"' in draw("{% error_summary form %}", form=form)


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [("16", "1", "2027", date(2027, 1, 16)), ("", "", "", None), ("29", "2", "2028", date(2028, 2, 29))],
)
def test_a_date_is_read_from_three_boxes(day: str, month: str, year: str, expected: date | None) -> None:
    form = Question({"name": "V", "leaving_day": day, "leaving_month": month, "leaving_year": year})

    assert form.is_valid()
    assert form.cleaned_data["leaving"] == expected


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("31", "2", "2027", "Enter a real date"),
        ("16", "", "2027", "Enter the day, the month and the year"),
        ("one", "1", "2027", "Enter a real date"),
        ("1", "1", "99999", "Enter a real date"),
    ],
)
def test_a_date_that_is_none_says_what_is_wrong_once(day: str, month: str, year: str, expected: str) -> None:
    form = Question({"name": "V", "leaving_day": day, "leaving_month": month, "leaving_year": year})

    assert len(form.errors["leaving"]) == 1
    assert str(form.errors["leaving"][0]).startswith(expected)


def test_half_days_are_ten_boxes_with_the_intake_sessions_marked() -> None:
    html = Question(initial={"half_days": ["mon-am"]})["half_days"].as_field_group()

    assert html.count('type="checkbox"') == len(HALF_DAYS) == 10
    assert html.count("intake session") == 2
    assert html.count("checked") == 1


def test_half_days_are_kept_as_codes() -> None:
    form = Question({"name": "V", "half_days": ["wed-pm", "fri-am"]})

    assert form.is_valid()
    assert form.cleaned_data["half_days"] == ["wed-pm", "fri-am"]
    assert "half_days" in Question({"name": "V", "half_days": ["sun-pm"]}).errors


def test_a_choice_may_carry_a_hint_and_stays_escaped() -> None:
    html = Question()["cohort"].as_field_group()
    hostile = str(choice_label("<b>", "<i>"))

    assert '<span class="choice-hint">16 January</span>' in html
    assert hostile == '&lt;b&gt; <span class="choice-hint">&lt;i&gt;</span>'


def test_what_is_shown_is_escaped() -> None:
    html = draw("{% status label %}{% facts rows %}{% button label %}", label="<b>", rows=[("<b>", "<b>")])

    assert "<b>" not in html


def test_a_checklist_says_what_is_missing_and_what_to_do() -> None:
    items = [
        {"met": True, "label": "Trained", "reason": "never shown"},
        {"met": False, "label": "Signed", "reason": "Not yet.", "action": "Sign", "href": "/sign/"},
    ]
    html = draw("{% checklist items %}", items=items)

    assert "never shown" not in html
    assert '<a href="/sign/">Sign</a>' in html


def test_dates_are_written_out() -> None:
    with override("en"):
        assert written(date(2027, 1, 16)) == "Saturday 16 January 2027"
        assert written_range(date(2027, 1, 16), date(2027, 1, 17)) == "Saturday 16 and Sunday 17 January 2027"
        assert written_range(date(2025, 5, 31), date(2025, 6, 1)) == "Saturday 31 May and Sunday 1 June 2025"
