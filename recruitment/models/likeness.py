"""What people are recognised by: the keys of :mod:`recruitment.rules.likeness`, each a row to be looked up."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from recruitment.models.application import Application
from recruitment.models.volunteer import Volunteer


class Likeness(models.Model):
    """One key of an application or of a volunteer; two people who share one are perhaps the same person."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, related_name="likenesses")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, null=True, related_name="likenesses")
    key = models.CharField(max_length=260, db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(application=None, volunteer__isnull=False) | Q(application__isnull=False, volunteer=None),
                name="likeness_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"Key {self.pk}"
