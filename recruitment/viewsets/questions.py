"""The questions that staff add to the roles' forms."""

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, ReorderView
from wagtail.admin.widgets.button import Button

from accounts.visibility import VisibleDelete, VisibleEdit, VisibleModelViewSet, VisibleObject
from recruitment.actions.questions import delete_question, move_question, save_question
from recruitment.actions.refusals import NotPossible, Overwritten
from recruitment.forms.questions import RoleQuestionFilterSet, RoleQuestionForm
from recruitment.forms.seen import SEEN, see_again
from recruitment.models import Role, RoleQuestion
from recruitment.viewsets.calendar import RowIndex

ORDER = ("role", "sort_order", "pk")


class QuestionIndex(RowIndex):
    """The questions by role, in the order they are asked. Of one role chosen alone they can be put in order."""

    @property
    def is_of_one_role(self) -> bool:
        """Whether exactly one role's questions are listed, all of them."""
        return bool(self.filters and self.filters.is_valid() and self.filters.form.cleaned_data.get("role"))

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("role")

    def get_ordering(self) -> Any:
        return self.sort_order_field if self.is_of_one_role else ORDER

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(*ORDER)

    @cached_property
    def reorder_button(self) -> None:
        """There is one for each role, among the others."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """A way to the order of each role that asks more than one."""
        roles = Role.objects.alias(asked=Count("questions")).filter(asked__gt=1)
        ways = [(_("Put in order: %(role)s") % {"role": role}, f"{self.index_url}?role={role.pk}") for role in roles]
        return [*super().header_more_buttons, *(Button(label, url=url, icon_name="list-ol") for label, url in ways)]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.link("label", _("Question"), accessor=str),
            Column("role", label=_("Role")),
            Column("kind", label=_("Answered by"), accessor="get_kind_display"),
            Column("required", label=_("Required"), accessor=requirement),
            Column("is_active", label=_("In new applications"), accessor=standing),
        ]


def requirement(question: RoleQuestion) -> str:
    """Whether it has to be answered."""
    return _("Required") if question.required else _("Optional")


def standing(question: RoleQuestion) -> str:
    """Whether it is asked now."""
    return _("Asked") if question.is_active else _("Retired")


class SavesQuestion:
    """Writes by the action; what that refuses is said above the form."""

    request: HttpRequest
    form: Any

    def save_instance(self) -> RoleQuestion:
        seen = self.form.cleaned_data.get(SEEN, "")
        return save_question(question=self.form.save(commit=False), actor=self.request.user, seen=seen)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except (NotPossible, Overwritten) as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Overwritten):
                see_again(form, refused.now)
            self.produced_error_message = str(refused)
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]


class QuestionAdd(SavesQuestion, CreateView):  # type: ignore[misc]
    pass


class QuestionEdit(SavesQuestion, VisibleEdit):
    pass


class QuestionDelete(VisibleDelete):
    """Only what nobody was asked yet can be deleted."""

    def delete_action(self) -> None:
        delete_question(question=self.object, actor=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NotPossible as refused:
            messages.error(self.request, str(refused))
            return redirect(self.get_success_url())


class QuestionReorder(VisibleObject, ReorderView):  # type: ignore[misc]
    """A question dragged, or moved by the arrow keys, to another place among those of its role."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> JsonResponse:
        asked = request.GET.get("position", "")
        place = int(asked) if asked.isdecimal() else -1
        move_question(question=self.get_object(), place=place, actor=request.user)
        return JsonResponse({"success": True})


class QuestionViewSet(VisibleModelViewSet):
    """Questions of staff's own. What was asked once is retired, never deleted."""

    model = RoleQuestion
    name = "recruitment_question"
    url_prefix = "questions"
    icon = "help"
    screens = ("index", "add", "edit", "delete", "history", "reorder")
    sort_order_field = "sort_order"  # type: ignore[assignment]  # the others are not put in order
    index_view_class = QuestionIndex
    add_view_class = QuestionAdd
    edit_view_class = QuestionEdit
    delete_view_class = QuestionDelete
    reorder_view_class = QuestionReorder
    filterset_class = RoleQuestionFilterSet
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("role"), FieldPanel("kind")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("label_en"), FieldPanel("label_zh")]),
                    FieldRowPanel([FieldPanel("why_en"), FieldPanel("why_zh")]),
                    FieldRowPanel([FieldPanel("help_en"), FieldPanel("help_zh")]),
                ],
                heading=gettext_lazy("In words"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("choices_en"), FieldPanel("choices_zh")])],
                heading=gettext_lazy("Choices, where there are any to choose from"),
            ),
            FieldRowPanel([FieldPanel("required"), FieldPanel("is_active")]),
        ],
        base_form_class=RoleQuestionForm,
    )
