import pytest
from django.test import Client

from pages.actions import publish_first_pages
from pages.models import HomePage


def test_an_empty_copy_begins_with_a_front_page_in_both_languages(client: Client, db: None) -> None:
    assert publish_first_pages()

    assert "Volunteer with us" in client.get("/en/").content.decode()
    assert "加入義工行列" in client.get("/zh-hant/").content.decode()
    assert client.get("/en/roles/").status_code == 200


@pytest.mark.either
def test_pages_that_are_there_stay_as_they_are(db: None) -> None:
    publish_first_pages()
    HomePage.objects.update(title="Ours")

    assert not publish_first_pages()
    assert set(HomePage.objects.values_list("title", flat=True)) == {"Ours"}
