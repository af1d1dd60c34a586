"""What helps recruiters find applications: words, tags, filters they keep."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from recruitment.models.application import Application
from recruitment.rules.searching import words


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    """What applications are found by."""

    def containing(self, asked: str, *, reader: Any) -> Self:
        """Those in which each word occurs, anywhere. Plain positions in a text: a third of the time of a pattern.

        Who somebody is counts only where this reader may know it: names that are hidden are not found by either.
        """
        known = ~Q(application__in=Application.objects.hidden_from(reader).values("pk"))
        rows = self
        for word in words(asked):
            rows = rows.filter(_occurs("text", word) | (_occurs("who", word) & known))
        return rows


def _occurs(column: str, word: str) -> Q:
    return Q(GreaterThan(StrIndex(column, Value(word)), 0))


class SearchText(models.Model):
    """What an application is found by: its words folded to one form. Never what only the supervisor may read.

    ``who`` is what tells whose it is (names, address, phone), apart from what was answered.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="search_text", primary_key=True
    )
    who = models.TextField()
    text = models.TextField()

    objects: ClassVar[SearchTextQuerySet] = SearchTextQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"Text {self.pk}"


class Tag(models.Model):
    """A word of the recruiters' own by which they sort applications."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    applications = models.ManyToManyField(Application, related_name="tags", blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Saved filters."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(user=user.pk)


class SavedFilter(models.Model):
    """A view of the list that somebody keeps under a name: the query of its address, without search words."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    objects: ClassVar[SavedFilterQuerySet] = SavedFilterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("saved filter")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_filter_per_name")]

    def __str__(self) -> str:
        return f"Filter {self.pk}"
