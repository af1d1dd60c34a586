"""The first pages of a copy, in both languages: a demonstration's, or a beginning that editors go on from."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from base.localised import localised
from pages.actions import copy_en, copy_first, copy_zh
from pages.actions.copy import Body, PageWords, Words
from pages.models import ContentPage, HomePage, RolePage, RolesIndexPage
from recruitment.models import Role

Languages = tuple[tuple[str, Words], ...]
DEMONSTRATION: Languages = (("en", copy_en.WORDS), ("zh-hant", copy_zh.WORDS))
BEGINNING: Languages = (("en", copy_first.ENGLISH), ("zh-hant", copy_first.CHINESE))


def publish_demonstration_site(*, roles: Iterable[Role]) -> bool:
    """Make and publish the demonstration's pages, with a page for each role. See :func:`_publish`."""
    return _publish(DEMONSTRATION, list(roles))


def publish_first_pages() -> bool:
    """Make and publish a front page and an empty list of roles, for editors to go on from. See :func:`_publish`."""
    return _publish(BEGINNING, [])


@transaction.atomic
def _publish(languages: Languages, roles: list[Role]) -> bool:
    """Make and publish pages in every language, never beside existing ones; whether anything was made.

    English is the site's root; the Chinese tree is its translation.
    """
    if HomePage.objects.exists():
        return False
    keys: dict[str, Any] = {}
    for code, words in languages:
        locale, _created = Locale.objects.get_or_create(language_code=code)
        _plant(locale=locale, words=words, roles=roles, keys=keys)
    _show(HomePage.objects.get(locale__language_code="en"))
    return True


def _plant(*, locale: Locale, words: Words, roles: list[Role], keys: dict[str, Any]) -> None:
    def add(parent: Page, name: str, page: Page) -> Page:
        page.locale = locale
        if name in keys:
            page.translation_key = keys[name]
        parent.add_child(instance=page)
        page.save_revision().publish()
        keys.setdefault(name, page.translation_key)
        return page

    home = add(_root(), "home", _home(words, locale))
    index = add(
        home,
        "roles",
        RolesIndexPage(
            title=words.roles_title, slug="roles", introduction=words.roles_introduction, show_in_menus=True
        ),
    )
    for role in roles:
        add(index, f"role {role.slug}", _role_page(role, words, locale))
    for page in words.pages:
        made = add(home, page.slug, _content_page(page))
        if page.slug == words.read_first:
            home.more = made
    home.save_revision().publish()


def _root() -> Page:
    """The top of the tree, without the page that Wagtail welcomes its first user with."""
    root = Page.objects.get(depth=1)
    welcome = root.get_children().filter(slug="home", content_type__model="page").first()
    if welcome:
        Site.objects.filter(root_page=welcome).update(root_page=root)
        welcome.delete()
    return Page.objects.get(depth=1)


def _home(words: Words, locale: Locale) -> HomePage:
    return HomePage(
        title=words.home_title,
        slug="home" if locale.language_code == "en" else f"home-{locale.language_code}",
        headline=words.headline,
        introduction=words.introduction,
        roles_heading=words.roles_heading,
        body=_body(words.home_body),
    )


def _role_page(role: Role, words: Words, locale: Locale) -> RolePage:
    title = localised(role, "name", locale.language_code)
    return RolePage(title=title, slug=role.slug, role=role, body=_body(words.roles.get(role.slug, [])))


def _content_page(page: PageWords) -> ContentPage:
    return ContentPage(
        title=page.title,
        slug=page.slug,
        introduction=page.introduction,
        body=_body(page.body),
        show_in_menus=page.in_menu,
    )


def _body(blocks: Body) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def _show(home: Page) -> None:
    """Make this page the site's first."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = "localhost", 80, home
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
