"""The staff's menu where no script runs."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.either


def test_the_plain_menu_leads_where_the_menu_would(client: Client, tom: User) -> None:
    client.force_login(tom)
    page = client.get(reverse("plain_menu")).content.decode()
    assert f'<a href="{reverse("issue_desk:choose")}">' in page
    assert reverse("mail_message:index") not in page


def test_every_staff_screen_leads_to_it_without_a_script(client: Client, tom: User) -> None:
    client.force_login(tom)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    plain = page.partition("<noscript><link")[2].partition("</noscript>")[0]
    assert f'href="{reverse("plain_menu")}"' in plain
    assert "css/admin-plain.css" in plain
