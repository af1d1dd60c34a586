import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User

pytestmark = pytest.mark.either


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_style_page_shows_every_component_in_a_demonstration(
    client: Client, settings: Settings, language: str
) -> None:
    settings.DEMO = True
    html = client.get(f"/{language}/style/").content.decode()

    for part in (
        "button-danger",
        "status-waiting",
        "notice-bad",
        "half-days",
        "error-summary",
        "checklist",
        "task-list",
    ):
        assert part in html
    assert " style=" not in html


@pytest.mark.django_db
def test_without_a_demonstration_the_style_page_is_for_staff(client: Client, settings: Settings, eddie: User) -> None:
    settings.DEMO = False
    anonymous = client.get("/en/style/")
    client.force_login(eddie)

    assert anonymous.status_code == 404
    assert client.get("/en/style/").status_code == 200
