"""Planning: the screens of cohorts and of the terms of roles."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from recruitment.models import Cohort, Holiday
from tests.factories import ApplicationFactory, CaseworkFactory, CohortFactory
from tests.recruitment.applying import hidden

pytestmark = pytest.mark.either

COHORT = {
    "season": "january",
    "year": 2027,
    "starts_on": "2027-01-16",
    "opens_on": "2026-09-01",
    "closes_on": "2026-12-20",
}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"starts_on": "2027-01-17"}, "starts_on", "begins on a Saturday"),
        ({"starts_on": "2027-02-06"}, "starts_on", "months of its season"),
        ({"season": "january", "starts_on": "2026-01-31"}, "starts_on", "cohort's year"),
        ({"season": "may_june", "starts_on": "2027-06-30"}, "starts_on", "begins on a Saturday"),
        ({"starts_on": "2027-01-02"}, "starts_on", "public holiday"),
        ({"opens_on": "2026-12-21"}, "closes_on", "close before they open"),
        ({"closes_on": "2027-01-16"}, "closes_on", "before the weekend"),
    ],
)
def test_the_calendar_of_a_cohort_is_explained_in_words(
    client: Client, rita: User, changed: dict[str, str], field: str, words: str
) -> None:
    Holiday.objects.create(day=date(2027, 1, 2), name_en="Day after New Year")
    client.force_login(rita)

    response = client.post(reverse("recruitment_cohort:add"), {**COHORT, **changed})

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert len(errors[field]) == 1


def test_a_cohort_is_planned_and_changed_with_the_numbers_wanted(client: Client, rita: User) -> None:
    role = CaseworkFactory()
    client.force_login(rita)

    client.post(reverse("recruitment_cohort:add"), {**COHORT, f"wanted_{role.pk}": 18})
    cohort = Cohort.objects.get()
    planned = (cohort.ends_on, list(cohort.demands.values_list("role", "wanted")))
    client.post(reverse("recruitment_cohort:edit", args=(cohort.pk,)), {**COHORT, f"wanted_{role.pk}": ""})

    assert planned == (date(2027, 1, 17), [(role.pk, 18)])
    assert not cohort.demands.exists()
    again = client.post(reverse("recruitment_cohort:add"), COHORT)
    assert "already exists" in str(again.context["form"].errors)


def test_of_two_who_edit_a_cohort_the_second_is_told_and_may_insist(client: Client, rita: User) -> None:
    role = CaseworkFactory()
    client.force_login(rita)
    client.post(reverse("recruitment_cohort:add"), {**COHORT, f"wanted_{role.pk}": 18})
    cohort = Cohort.objects.get()
    edit = reverse("recruitment_cohort:edit", args=(cohort.pk,))
    seen = hidden(client.get(edit), "seen")
    client.post(edit, {**COHORT, f"wanted_{role.pk}": 20, "seen": seen})

    mine = {**COHORT, f"wanted_{role.pk}": 12}
    told = client.post(edit, {**mine, "seen": seen})
    between = cohort.demands.get().wanted
    client.post(edit, {**mine, "seen": hidden(told, "seen")})

    assert "Somebody else changed this meanwhile" in told.content.decode()
    assert (between, cohort.demands.get().wanted) == (20, 12)


def test_a_cohort_in_use_is_not_deleted(client: Client, ada: User) -> None:
    application = ApplicationFactory(cohort=CohortFactory())
    client.force_login(ada)

    response = client.post(reverse("recruitment_cohort:delete", args=(application.cohort_id,)), follow=True)

    assert "cannot be deleted" in response.content.decode()
    assert Cohort.objects.exists()


def test_a_roles_terms_are_edited_by_administrators_only(client: Client, ada: User, rita: User) -> None:
    role = CaseworkFactory()
    edit = reverse("recruitment_role:edit", args=(role.pk,))
    client.force_login(ada)
    form = client.get(edit).context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None and value is not False}

    client.post(edit, {**values, "months": 9})
    client.force_login(rita)
    client.post(edit, {**values, "months": 1})

    role.refresh_from_db()
    assert role.months == 9


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"hours_min": 20, "hours_max": 10}, "hours_max"), ({"recruits_by_cohort": ""}, "recruits_by_cohort")],
)
def test_terms_that_contradict_each_other_are_explained_in_words(
    client: Client, ada: User, changed: dict[str, Any], field: str
) -> None:
    edit = reverse("recruitment_role:edit", args=(CaseworkFactory().pk,))
    client.force_login(ada)
    initial = client.get(edit).context["form"].initial
    values = {name: value for name, value in initial.items() if value is not None and value is not False}

    errors = client.post(edit, {**values, **changed}).context["form"].errors

    assert list(errors) == [field]
    assert "Constraint" not in errors[field][0]
