"""The recruiters' list: what narrows it, the filters somebody keeps, the tags."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from recruitment.actions.tags import add_tag
from recruitment.models import Application, InformationRequest, LanguagePair, SavedFilter, SpokenLanguage, Stage, Tag
from recruitment.viewsets.listing import savable
from tests.factories import ApplicationFactory, CohortFactory, FormDefinitionFactory, RoleFactory

pytestmark = pytest.mark.either


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_application:{name}", args=args)


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"{text}（中）"}


def question(key: str, kind: str, *choices: str, **more: Any) -> dict[str, Any]:
    offered = [{"value": value, "label": words(value.title())} for value in choices]
    return {"key": key, "kind": kind, "label": words(f"About {key}"), "choices": offered, **more}


CONTENT = {
    "steps": [
        {
            "key": "one",
            "title": words("One"),
            "questions": [
                question("legal", "choice", "none", "student"),
                question("own-skills", "choices", "writing", "wri", "培訓"),
                question("car", "yes_no"),
                question("hidden", "yes_no", seen_by="supervisor"),
                question("statement", "long_text"),
            ],
        }
    ]
}


def shown(client: Client, query: str) -> list[Application]:
    return list(client.get(f"{url('index')}?{query}").context["object_list"])


def test_languages_pairs_half_days_tags_offers_and_the_first_cohort(client: Client, rita: User) -> None:
    cohort = CohortFactory()
    wanted = ApplicationFactory(
        half_days=" wed-pm thu-am ", stage=Stage.OFFERED, offer_taken_at=timezone.now(), first_cohort=cohort
    )
    other = ApplicationFactory(half_days=" wed-am ", stage=Stage.OFFERED, cohort=cohort)
    SpokenLanguage.objects.create(application=wanted, language="prs")
    SpokenLanguage.objects.create(application=other, language="Koro")
    others = ((other, "eng", "prs"), (other, "prs", "yue"), (other, "urd", "eng"))
    for row, source, target in ((wanted, "prs", "eng"), *others):
        LanguagePair.objects.create(application=row, source=source, target=target)
    tag = Tag.objects.create(name="Legal clinic")
    tag.applications.add(wanted)
    client.force_login(rita)

    for query in (
        "speaks=prs",
        "pair_from=prs&pair_into=eng",
        "free=wed-pm",
        "free=thu-am&free=mon-am",
        f"tag={tag.pk}",
        "offer=taken",
        f"first_cohort={cohort.pk}",
    ):
        assert shown(client, query) == [wanted], query
    for query in ("speaks=Koro", "pair_from=urd", "offer=open", f"cohort={cohort.pk}"):
        assert shown(client, query) == [other], query
    assert set(shown(client, "pair_from=prs")) == {wanted, other}


def test_the_answers_to_the_chosen_roles_form(client: Client, rita: User) -> None:
    form = FormDefinitionFactory(content=CONTENT)
    yes = ApplicationFactory(form=form, answers={"legal": "student", "own-skills": ["writing", "培訓"], "car": True})
    no = ApplicationFactory(form=form, answers={"legal": "none", "own-skills": ["wri"], "car": False, "hidden": True})
    ApplicationFactory(form=FormDefinitionFactory(content=CONTENT), answers=yes.answers)
    client.force_login(rita)
    role = f"role={form.role_id}"

    for query in ("answer_legal=student", "answer_own-skills=writing", "answer_own-skills=培訓", "answer_car=true"):
        assert shown(client, f"{role}&{query}") == [yes], query
    for query in ("answer_legal=none", "answer_own-skills=wri", "answer_car=false"):
        assert shown(client, f"{role}&{query}") == [no], query
    page = client.get(f"{url('index')}?{role}").content.decode()
    assert "About own-skills" in page
    assert "About hidden" not in page
    assert "About statement" not in page
    assert set(shown(client, f"{role}&answer_hidden=true")) == {yes, no}
    assert "About legal" not in client.get(url("index")).content.decode()


def test_the_list_asks_at_most_fifteen_questions_even_with_a_role_chosen(client: Client, rita: User) -> None:
    form = FormDefinitionFactory(content=CONTENT)
    for number in range(3):
        row = ApplicationFactory(form=form, cohort=None, stage=Stage.INFORMATION)
        add_tag(applications=[row], name=f"tag {number}", actor=rita)
    client.force_login(rita)
    client.get(url("index"))

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{url('index')}?role={form.role_id}&q=x&answer_car=true")
        client.get(url("index"))

    assert len(asked) <= 30


def test_a_row_shows_tags_and_what_the_applicant_answered(client: Client, rita: User) -> None:
    taken = ApplicationFactory(stage=Stage.OFFERED, offer_taken_at=timezone.now())
    asked = ApplicationFactory(stage=Stage.INFORMATION)
    InformationRequest.objects.create(
        application=asked, question="When?", asked_at=timezone.now(), answer="Now", answered_at=timezone.now()
    )
    add_tag(applications=[taken], name="<Evening>", actor=rita)
    client.force_login(rita)

    page = client.get(url("index")).content.decode()

    assert page.count("Took up the offer") == 1
    assert page.count("Answered</div>") == 1
    assert '<span class="staff-tag">&lt;Evening&gt;</span>' in page


def test_a_filter_in_force_is_named_and_can_be_taken_off(client: Client, rita: User) -> None:
    role = RoleFactory(name_en="Casework")
    client.force_login(rita)

    page = client.get(f"{url('index')}?role={role.pk}&stage=offered&stage=reserve&q=chan")

    chips = {chip.label: chip.url.partition("?")[2] for chip in page.context["chips"]}
    assert chips == {
        "Search: chan": f"role={role.pk}&stage=offered&stage=reserve",
        "Stage: Role offered": f"role={role.pk}&stage=reserve&q=chan",
        "Stage: Reserve": f"role={role.pk}&stage=offered&q=chan",
    } | ({"Role: Casework": "stage=offered&stage=reserve&q=chan"})


def test_next_and_previous_follow_the_lists_own_order(client: Client, rita: User) -> None:
    now = timezone.now()
    closed = ApplicationFactory(stage=Stage.DECLINED, submitted_at=now - timedelta(days=9))
    theirs = ApplicationFactory(stage=Stage.OFFERED, submitted_at=now - timedelta(days=5))
    old, new = (ApplicationFactory(submitted_at=now - timedelta(days=days)) for days in (4, 1))
    client.force_login(rita)
    order = [row.pk for row in shown(client, "")]

    near = [client.get(url("inspect", key)).context for key in order]

    assert order == [old.pk, new.pk, theirs.pk, closed.pk]
    assert [page["next_url"] for page in near] == [*(url("inspect", key) for key in order[1:]), ""]
    assert [page["previous_url"] for page in near] == ["", *(url("inspect", key) for key in order[:-1])]


def test_one_who_may_only_read_gets_no_boxes_to_tick(client: Client, susan: User) -> None:
    ApplicationFactory()
    client.force_login(susan)
    page = client.get(url("index")).content.decode()
    assert 'name="pk"' not in page
    assert url("bulk") not in page


def test_filters_are_kept_renamed_and_deleted_each_by_their_own(client: Client, rita: User, susan: User) -> None:
    client.force_login(rita)
    query = "role=3&stage=offered&q=chan&p=2&answer_car=true&ordering=name&waiting="

    client.post(url("saved"), {"do": "save", "name": "  Mon\0days ", "query": query})
    saved = SavedFilter.objects.get()
    client.force_login(susan)
    hers = client.get(url("saved")).content.decode()
    asked = [{"do": verb, "filter": saved.pk, "name": "X"} for verb in ("rename", "delete")]
    foreign = [client.post(url("saved"), typed) for typed in asked]
    client.force_login(rita)
    client.post(url("saved"), {"do": "rename", "filter": saved.pk, "name": "Tuesdays"})
    page = client.get(url("index")).content.decode()

    assert (saved.name, saved.query) == ("Mon days", "role=3&stage=offered&answer_car=true")
    assert "Mon days" not in hers
    assert [response.status_code for response in foreign] == [404, 404]
    assert f'href="{url("index")}?role=3&amp;stage=offered&amp;answer_car=true"' in page
    assert "Tuesdays" in page
    client.get(url("saved"), {"do": "delete", "filter": str(saved.pk)})
    assert SavedFilter.objects.exists()
    client.post(url("saved"), {"do": "delete", "filter": saved.pk})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(("name", "query"), [("", "role=3"), ("Empty", "q=chan"), ("Long", "speaks=" + "x" * 1001)])
def test_what_cannot_be_kept_is_refused_in_words(client: Client, rita: User, name: str, query: str) -> None:
    client.force_login(rita)
    client.post(url("saved"), {"do": "save", "name": name, "query": query})
    assert not SavedFilter.objects.exists()


def test_a_name_already_used_is_not_taken_twice(client: Client, rita: User) -> None:
    one, _two = (SavedFilter.objects.create(user=rita, name=name, query="role=1") for name in ("One", "Two"))
    client.force_login(rita)
    page = client.post(url("saved"), {"do": "rename", "filter": one.pk, "name": "Two"}, follow=True)
    one.refresh_from_db()
    assert one.name == "One"
    assert "Another of your filters has this name." in page.content.decode()


def test_search_words_are_never_savable() -> None:
    assert savable(QueryDict("q=chan&role=1&pk=4&all=1&to=interview&x=2")) == "role=1"


def test_a_tag_is_put_on_and_taken_off_and_goes_with_its_last(client: Client, rita: User) -> None:
    row = ApplicationFactory()
    client.force_login(rita)

    for name in ("Evening class", "EVENING  class", "Evening\0class", ""):
        client.post(url("tag", row.pk), {"name": name})
    tag = Tag.objects.get()
    page = client.get(url("inspect", row.pk)).content.decode()
    gone = client.get(url("tag", row.pk), {"name": "by GET"})
    client.post(url("tag", row.pk), {"remove": tag.pk})

    assert tag.name == "Evening class"
    assert "Remove the tag “Evening class”" in page
    assert gone.status_code == 405
    assert not Tag.objects.exists()
    logged = ModelLogEntry.objects.filter(action__in=("recruitment.tagged", "recruitment.untagged"))
    assert [entry.data for entry in logged] == [{"tag": tag.pk}] * 2


def test_nobody_tags_their_own_application(client: Client, rita: User) -> None:
    row = ApplicationFactory(email=rita.email)
    client.force_login(rita)
    client.post(url("tag", row.pk), {"name": "Excellent"})
    assert not Tag.objects.exists()
