"""The board report: drawn up for any period, and published, after which it never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from recruitment.rules.tables import Table
from training.actions.board_tables import BoardTables
from training.eligibility import eligible_by_role
from training.models import BoardReport
from training.models.figures.board import read
from training.rules.frozen import digest, freeze, thaw
from training.rules.periods import Period

Content = Mapping[str, Sequence[Mapping[str, Any]]]


class FiguresChangedError(Exception):
    """The figures are no longer those that were looked at."""


@dataclass(frozen=True)
class Drawn:
    """A report as it would be published now: its tables by language, and what these are known by."""

    content: Content
    digest: str

    def tables(self) -> list[Table]:
        """In the reader's language."""
        return tables_of(self.content)


def draw_up(period: Period) -> Drawn:
    """The report of a period, from what is known now."""
    board = read(period)
    eligible, before = eligible_by_role(period.last), eligible_by_role(period.before)
    content = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            content[language] = [freeze(table) for table in BoardTables(board, eligible, sum(before.values())).all()]
    return Drawn(content, digest(content))


def tables_of(content: Content) -> list[Table]:
    """The tables of a report, live or published, in the reader's language."""
    language = translation.get_language() or ""
    return [thaw(table) for table in content.get(language) or content[settings.LANGUAGE_CODE]]


def is_unaltered(report: BoardReport) -> bool:
    """Whether a published report still says what it said on its day."""
    return digest(report.figures) == report.digest


@transaction.atomic
def publish(*, title: str, period: Period, seen: str, actor: User) -> BoardReport:
    """Keep a report as it stands. ``seen`` is the digest of the figures that were looked at.

    Raises FiguresChangedError where they have become others since, ValidationError for days still to come. The same
    figures of a period are published once: asked again, it answers with the report there is.
    """
    if period.last > today():
        raise ValidationError(_("A report can be published once its last day has come."))
    drawn = draw_up(period)
    if drawn.digest != seen:
        raise FiguresChangedError
    report, made = BoardReport.objects.get_or_create(
        from_on=period.first,
        until_on=period.last,
        digest=drawn.digest,
        defaults={
            "title": title,
            "figures": drawn.content,
            "published_at": timezone.now(),
            "published_by": actor,
        },
    )
    if made:
        log(instance=report, action="training.publish_report", user=actor)
    return report
