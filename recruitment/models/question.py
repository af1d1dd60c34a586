"""Questions that staff add to a role's form."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.localised import localised
from recruitment.models.role import Role


class RoleQuestionQuerySet(models.QuerySet["RoleQuestion"]):
    """The questions, in the order staff gave them."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view questions, otherwise nothing."""
        return self if user.has_perm("recruitment.view_rolequestion") else self.none()

    def asked(self) -> Self:
        """Those that new applications are asked."""
        return self.filter(is_active=True)


class RoleQuestion(models.Model):
    """A question of staff's own. What is asked is frozen into the form's next version, so an edit breaks no draft.

    ``key`` names its answers for ever. Choices are one a line, the same number of lines in both languages.
    """

    class Kind(models.TextChoices):
        """How it is answered."""

        TEXT = "text", _("A line of text")
        LONG_TEXT = "long_text", _("A longer text")
        CHOICE = "choice", _("One of several choices")
        CHOICES = "choices", _("Any number of choices")
        YES_NO = "yes_no", _("Yes or no")
        NUMBER = "number", _("A number")
        DATE = "date", _("A date")
        FILE = "file", _("A file")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="questions", verbose_name=_("role"))
    key = models.SlugField(max_length=40, editable=False)
    kind = models.CharField(_("how it is answered"), max_length=10, choices=Kind)
    label_en = models.CharField(_("question (English)"), max_length=200)
    label_zh = models.CharField(_("question (Chinese)"), max_length=200)
    help_en = models.CharField(_("help (English)"), max_length=300, blank=True)
    help_zh = models.CharField(_("help (Chinese)"), max_length=300, blank=True)
    why_en = models.CharField(_("why it is asked (English)"), max_length=200)
    why_zh = models.CharField(_("why it is asked (Chinese)"), max_length=200)
    choices_en = models.TextField(_("choices (English), one a line"), blank=True)
    choices_zh = models.TextField(_("choices (Chinese), one a line"), blank=True)
    required = models.BooleanField(_("an answer is required"), default=False)
    is_active = models.BooleanField(_("asked in new applications"), default=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects: ClassVar[RoleQuestionQuerySet] = RoleQuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("role", "sort_order", "pk")
        constraints = [models.UniqueConstraint(fields=["role", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return localised(self, "label")
