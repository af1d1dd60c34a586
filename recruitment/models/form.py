"""The application form of a role, as frozen versions."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.role import Role


class FormDefinition(models.Model):
    """One version of a role's form: never changed once written, so a later edit breaks no draft or application.

    ``content`` is ``{"privacy": {"version", "text"}, "steps": [{"key", "title", "questions": [{"key", "kind", "label",
    "help", "why", "seen_by", "required", "choices", …}], "intro", "when"}]}`` as :mod:`recruitment.rules.questions`
    explains; every text is ``{"en": …, "zh": …}``, keys are stable for ever.
    """

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="forms")
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("form version")
        ordering = ("role", "-version")
        get_latest_by = "version"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["role", "version"], name="one_form_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.version}"
