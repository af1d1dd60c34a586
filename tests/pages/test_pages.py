import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from accounts.models import User
from pages.actions import publish_demonstration_site
from pages.models import ContentPage, HomePage, RolePage, RolesIndexPage
from recruitment.models import Role
from tests.factories import RoleFactory

pytestmark = pytest.mark.either

PATHS = ["", "roles/", "roles/casework/", "roles/press/", "about/", "how-to-volunteer/", "privacy/", "accessibility/"]


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_every_page_is_there_in_both_languages(client: Client, public_site: None, language: str) -> None:
    for path in PATHS:
        html = read(client, f"/{language}/{path}")

        assert f'<html lang="{language}"' in html
        assert f'hreflang="{"en" if language == "zh-hant" else "zh-hant"}"' in html
        assert '<link rel="canonical"' in html
        assert "<script" not in html
        assert " style=" not in html


def test_a_public_page_takes_at_most_ten_queries(
    client: Client, public_site: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for path in PATHS:
        client.get(f"/en/{path}")
        with django_assert_max_num_queries(10, info=path):
            client.get(f"/en/{path}")


def test_a_role_page_takes_its_terms_from_the_role(client: Client, public_site: None, casework: Role) -> None:
    before = read(client, "/en/roles/casework/")
    casework.hours_max, casework.months = 12, 9
    casework.save()
    after = read(client, "/en/roles/casework/")

    assert "5 to 10 hours a week" in before
    assert "At least 6 months" in before
    assert "5 to 12 hours a week" in after
    assert "At least 9 months" in after
    assert "The training weekend is compulsory" in after
    assert "Some weekday daytime" in after
    assert "A legal background" in after


def test_an_open_role_leads_to_its_application(client: Client, public_site: None) -> None:
    assert f'href="{reverse("recruitment:start", args=["casework"])}"' in read(client, "/en/roles/casework/")


def test_a_closed_role_says_so_and_offers_no_application(client: Client, public_site: None) -> None:
    html = read(client, "/en/roles/press/")

    assert "Closed for now" in html
    assert "/en/apply/" not in html


@pytest.mark.parametrize("path", ["", "roles/casework/"])
def test_the_next_weekend_is_shown_with_its_dates_and_places(client: Client, public_site: None, path: str) -> None:
    html = read(client, f"/en/{path}")

    assert "Saturday 29 and Sunday 30 May 2032" in html
    assert "7 places left" in html


def test_a_role_without_cohorts_shows_no_weekend(client: Client, public_site: None) -> None:
    assert "2032" not in read(client, "/en/roles/press/")


def queries(client: Client, path: str, counter: DjangoAssertNumQueries) -> int:
    client.get(path)
    with counter(99) as context:
        client.get(path)
    return len(context)


@pytest.mark.parametrize("path", ["/en/", "/en/roles/"])
def test_more_roles_take_no_more_queries(
    client: Client, public_site: None, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    index = RolesIndexPage.objects.get(locale__language_code="en")
    RolePage.objects.filter(role__slug="press").delete()
    one = queries(client, path, django_assert_max_num_queries)
    for number in range(2):
        role = RoleFactory()
        index.add_child(instance=RolePage(title=role.name_en, slug=f"r{number}", role=role, locale=index.locale))

    assert queries(client, path, django_assert_max_num_queries) == one


def test_a_draft_is_not_in_the_menu_nor_on_the_lists(client: Client, public_site: None) -> None:
    for page in Page.objects.filter(slug__in=["about", "press"], locale__language_code="en"):
        page.specific.unpublish()
    html = read(client, "/en/")

    assert "About us" not in html
    assert "Press and publicity" not in html


def test_the_first_pages_are_made_once(public_site: None, casework: Role) -> None:
    pages = Page.objects.count()

    assert publish_demonstration_site(roles=[casework]) is False
    assert Page.objects.count() == pages
    assert HomePage.objects.count() == 2


def test_an_unknown_page_is_a_real_404(client: Client, public_site: None) -> None:
    response = client.get("/en/nothing-here/")

    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_sitemap_lists_what_is_published_and_nothing_else(client: Client, public_site: None) -> None:
    Page.objects.get(slug="about", locale__language_code="en").unpublish()
    xml = client.get("/sitemap.xml").content.decode()

    assert "/zh-hant/roles/casework/</loc>" in xml
    assert "/en/about/</loc>" not in xml


def test_an_editor_may_open_and_preview_every_kind_of_page(client: Client, public_site: None, eddie: User) -> None:
    client.force_login(eddie)
    for page in (HomePage, RolesIndexPage, RolePage, ContentPage):
        pk = page.objects.filter(locale__language_code="en").values_list("pk", flat=True)[0]

        assert client.get(f"/admin/pages/{pk}/edit/").status_code == 200
        assert client.get(f"/admin/pages/{pk}/view_draft/").status_code == 200
