"""People who are perhaps one person: found, and shown beside each other."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from recruitment.actions.duplicates import alike, catch_up, keep_likeness
from recruitment.models import Application, Likeness, Role
from recruitment.rules.likeness import asked, keys, near_names, same_phone
from tests.factories import ApplicationFactory, FormDefinitionFactory, RoleFactory, VolunteerFactory


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chan Siu Ming", "CHAN  siu-ming"),
        ("Chan Siu Ming", "Siu Ming Chan"),
        ("Chan Siu Ming", "Chan Siuming"),
        ("Chan Siu Ming", "Chen Siu Ming"),
        ("Chan Siu Ming", "Chan Siu Min"),
        ("Chan Siu Ming", "Xchan Siu Ming"),
        ("Nguyễn Văn Łucja", "Nguyen Van Lucja"),
        ("陳小明", "陳 小明"),
    ],
)
def test_names_that_may_be_one(one: str, other: str) -> None:
    assert near_names(one, other)
    assert near_names(other, one)
    for mine, theirs in ((one, other), (other, one)):
        assert set(asked(names=[mine], email="", phone="")) & set(keys(names=[theirs], email="", phone=""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陳小明", "陳小萌"),
        ("Chan Siu Ming", "Chen Siu Min"),
        ("Lee Ka", "Lea Ka"),
        ("Amina", "Hamina"),
        ("", ""),
        ("—", "-"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert not near_names(one, other)
    assert not near_names(other, one)


def test_a_phone_is_the_same_with_and_without_its_country() -> None:
    assert same_phone("+852 5123 4567", "5123-4567")
    assert not same_phone("5123 4567", "5123 4568")
    assert not same_phone("123", "123")


def applied(role: Role | None = None, **fields: Any) -> Application:
    row: Application = ApplicationFactory(form=FormDefinitionFactory(role=role or RoleFactory()), **fields)
    keep_likeness(person=row)
    return row


def found(row: Any) -> set[Any]:
    both = alike(row)
    return {one.row for one in both.applications} | {one.row for one in both.volunteers}


def test_the_same_address_phone_or_nearly_name_is_found_among_applications_and_volunteers(db: None) -> None:
    mine = applied(name="Chan Siu Ming", email="ming@example.org", phone="5123 4567")
    others = {
        applied(email="MING@example.org"),
        applied(phone="+852 51234567"),
        applied(name="Siu Ming Chen"[:3] + " Ming Chan"),
        applied(name="Other", name_other="Chen Siu Ming"),
        VolunteerFactory(name="Chan Siuming"),
        VolunteerFactory(email="ming@example.org"),
    }
    applied(name="Somebody Else", phone="5999 9999")
    VolunteerFactory(name="Nobody")

    assert found(mine) == others
    assert mine in found(next(iter(others)))


def test_who_was_made_many_at_once_is_caught_up_with_once(db: None) -> None:
    one, other = ApplicationFactory(email="a@example.org"), ApplicationFactory(email="a@example.org")

    assert not found(one)
    assert (catch_up(), catch_up()) == (2, 0)
    assert found(one) == {other}


def test_a_corrected_detail_is_found_by_and_the_former_one_no_more(db: None) -> None:
    one, other = applied(email="a@example.org"), applied(email="b@example.org")

    Application.objects.filter(pk=other.pk).update(email="a@example.org")
    other.refresh_from_db()
    keep_likeness(person=other)

    assert found(one) == {other}
    assert not Likeness.objects.filter(key="e:b@example.org").exists()


def test_it_asks_few_times_and_shows_few_of_hundreds(db: None) -> None:
    one = applied(name="Chan Siu Ming")
    form = FormDefinitionFactory()
    ApplicationFactory.create_batch(100, form=form, name="Somebody Else")
    ApplicationFactory.create_batch(100, form=form, name="Chan Siu Ming")
    catch_up()

    with CaptureQueriesContext(connection) as many:
        shown = alike(one).applications

    assert len(many) <= 4
    assert len(shown) == 50


def test_for_another_role_it_is_only_linked(client: Client, rita: User) -> None:
    one, other = applied(name="Chan Siu Ming"), applied(name="Siu Ming Chan")
    client.force_login(rita)

    page = client.get(reverse("recruitment_application:inspect", args=(one.pk,))).content.decode()
    beside = client.get(reverse("recruitment_application:compare", args=(one.pk, other.pk))).content.decode()

    assert f"Also applied for {other.role}" in page
    assert "/merge/" not in beside


def test_volunteers_who_are_alike_stand_beside_each_other(client: Client, rita: User, tom: User) -> None:
    one, other = VolunteerFactory(name="Chan Siu Ming"), VolunteerFactory(name="Siu Ming Chan")
    application = applied(name="Chan Siu Min")
    address = reverse("recruitment_volunteer:inspect", args=(one.pk,))

    pages = {}
    for user in (rita, tom):
        client.force_login(user)
        pages[user] = client.get(address).content.decode()

    assert [str(other) in page for page in pages.values()] == [True, True]
    assert [application.reference in page for page in pages.values()] == [True, False]  # trainers read no applications
