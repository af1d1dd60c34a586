"""Questions that staff add to a role: asked of those who begin from then on, never of those who began before."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from recruitment.actions.refusals import NotPossible, Overwritten
from recruitment.models import FormDefinition, Role, RoleQuestion
from recruitment.rules import Content, Terms, built_in, questions
from recruitment.rules.own_questions import MOST, MOST_FILES, as_question, with_own
from recruitment.rules.seen import stamp

EDITED = (
    "role",
    "kind",
    "label_en",
    "label_zh",
    "help_en",
    "help_zh",
    "why_en",
    "why_zh",
    "choices_en",
    "choices_zh",
    "required",
    "is_active",
)


def knowing_questions(roles: QuerySet[Role]) -> QuerySet[Role]:
    """Roles that know whether they ask anything of their own, so that those that do not are not searched for it."""
    return roles.annotate(asks_own=Exists(RoleQuestion.objects.asked().filter(role=OuterRef("pk"))))


def content_of(role: Role) -> Content:
    """What a role's form asks as things stand: the built-in questions and staff's own."""
    own = RoleQuestion.objects.asked().filter(role=role).order_by("sort_order", "pk")
    asked = [as_question(row) for row in own] if getattr(role, "asks_own", True) else []
    return with_own(built_in(Terms.of(role)), asked)


def was_asked(question: RoleQuestion) -> bool:
    """Whether anybody who began an application was asked it."""
    asked = FormDefinition.objects.filter(role=question.role_id).values_list("content", flat=True)
    return any(each["key"] == question.key for content in asked for each in questions(content))


def question_seen(question: RoleQuestion) -> str:
    """A mark of a question as its editors see it."""
    return stamp(getattr(question, name) for name in EDITED)


@transaction.atomic
def save_question(*, question: RoleQuestion, actor: Any, seen: str = "") -> RoleQuestion:
    """Add a question at the end of its role's, or change one, which was ``seen`` as marked.

    Raises NotPossible where there are too many, or Overwritten; then nothing changed.
    """
    role = Role.objects.select_for_update().get(pk=question.role_id)
    _check_seen(question, seen)
    if question.is_active:
        _check_room(role, question)
    action = "wagtail.edit" if question.pk else "wagtail.create"
    if not question.pk:
        last = RoleQuestion.objects.filter(role=role).order_by("-sort_order").first()
        question.key = f"own-{secrets.token_hex(4)}"
        question.sort_order = last.sort_order + 1 if last else 0
    question.save(update_fields=None if question._state.adding else EDITED)  # noqa: SLF001 - Django's documented API
    log(instance=question, action=action, user=actor, content_changed=True)
    return question


def _check_seen(question: RoleQuestion, seen: str) -> None:
    before = RoleQuestion.objects.filter(pk=question.pk).first()
    if question.pk and not before:
        raise NotPossible(_("This question was deleted meanwhile."))
    if before and seen and (now := question_seen(before)) != seen:
        raise Overwritten(now)


def _check_room(role: Role, question: RoleQuestion) -> None:
    """A form that never ends is never sent."""
    others = RoleQuestion.objects.asked().filter(role=role).exclude(pk=question.pk)
    if others.count() >= MOST:
        raise NotPossible(_("A role asks at most %(most)s questions of its own. Retire one first.") % {"most": MOST})
    is_file = question.kind == RoleQuestion.Kind.FILE
    if is_file and others.filter(kind=RoleQuestion.Kind.FILE).count() >= MOST_FILES:
        raise NotPossible(_("A role asks for at most %(most)s files. Retire one first.") % {"most": MOST_FILES})


@transaction.atomic
def delete_question(*, question: RoleQuestion, actor: Any) -> None:
    """Delete a question nobody was asked yet. Raises NotPossible where it was: it can be retired."""
    if was_asked(question):
        raise NotPossible(_("This question was asked already, so it stays in the records. Retire it instead."))
    log(instance=question, action="wagtail.delete", user=actor, deleted=True)
    question.delete()


@transaction.atomic
def move_question(*, question: RoleQuestion, place: int, actor: Any) -> None:
    """Put a question at a place among those of its role, counted from 0; beyond the last is the last."""
    role = Role.objects.select_for_update().get(pk=question.role_id)
    rows = list(RoleQuestion.objects.filter(role=role))
    rows.sort(key=lambda row: (row.sort_order, row.pk))
    moved = next(row for row in rows if row.pk == question.pk)
    rows.remove(moved)
    rows.insert(place if 0 <= place <= len(rows) else len(rows), moved)
    for order, row in enumerate(rows):
        if row.sort_order != order:
            RoleQuestion.objects.filter(pk=row.pk).update(sort_order=order)
    log(instance=question, action="wagtail.edit", user=actor, content_changed=True)
