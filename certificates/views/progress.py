"""How far the documents of an award have come."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.work import WorkState
from certificates.actions import would_fail_again
from certificates.models import PAUSED, CertificateQuerySet
from certificates.rules import WHAT_HELPS
from certificates.views.desk import MANY, OneAward

DAYS = 5  # days of issue that are offered


class OneIssue(OneAward):
    """A screen about what was issued of an award, where chosen only on one day."""

    @cached_property
    def issued(self) -> date | None:
        """The day that was chosen."""
        chosen = self.request.GET.get("issued", "")
        try:
            return date.fromisoformat(chosen) if chosen else None
        except ValueError as not_a_day:
            raise Http404 from not_a_day

    def chosen(self) -> dict[str, Any]:
        day = {"issued": self.issued.isoformat()} if self.issued else {}
        return {**super().chosen(), **day}

    @property
    def rows(self) -> CertificateQuerySet:
        """The valid certificates of the award among the people looked at, of the day looked at."""
        rows = super().rows
        return rows.filter(issued_on=self.issued) if self.issued else rows


class Progress(OneIssue):
    """How far the documents have come. Renews itself, or is loaded again; from here the work is steered."""

    template_name = "certificates/staff/progress.html"

    def here(self) -> list[str]:
        return [str(self.award), _("Progress")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows.staged()
        counts = dict(rows.order_by().values_list("stage").annotate(number=Count("pk")))
        total, done, failed = sum(counts.values()), counts.get(WorkState.DONE, 0), counts.get(WorkState.FAILED, 0)
        open_rows = rows.exclude(work=WorkState.DONE).order_by("-work", "pk")[:MANY]
        silent = self.rows.filter(volunteer__email="").select_related("volunteer").order_by("volunteer__name", "pk")
        held = counts.get(PAUSED, 0)
        given = {
            "states": self.groups(counts),
            "commands": [f"issue_desk:{name}" for name in ("pause", "go_on", "retry_all", "print_pack", "archive")],
            "open_rows": open_rows,
            "total": total,
            "done": done,
            "failed": failed,
            "again": self.again(failed),
            "what_helps": WHAT_HELPS,
            "held": held,
            "going": total - done - failed - held,
            "finished": total == done,
            "told": self.told(total, done, failed),
            "without_address": [row.volunteer for row in silent.defer("facts")[:MANY]],
            "expired": total - self.rows.running().count(),
            "days": self.days(),
            "issued": self.issued,
        }
        return {**super().get_context_data(**kwargs), **given}

    def again(self, failed: int) -> bool:
        """Whether making one of the failed again can help."""
        rows = self.rows.filter(work=WorkState.FAILED).select_related("volunteer") if failed else ()
        return not all(would_fail_again(row) for row in rows)

    def groups(self, counts: dict[str, int]) -> list[tuple[Any, int]]:
        """How many documents stand where; paused ones count once."""
        numbers = [(state.label, counts.get(state, 0)) for state in WorkState]
        return [numbers[0], (_("Paused"), counts.get(PAUSED, 0)), *numbers[1:]]

    def told(self, total: int, done: int, failed: int) -> str:
        """What is said aloud to who cannot see the bar: at each quarter, and at the end."""
        if total == done:
            return _("All are done.") if total else ""
        if failed and done + failed == total:
            said = ngettext("%(count)s document could not be made.", "%(count)s documents could not be made.", failed)
            return said % {"count": failed}
        percent = done * 4 // total * 25
        return _("%(percent)s%% are made.") % {"percent": percent} if percent else _("The first are being made.")

    def days(self) -> list[tuple[date, str]]:
        """The last days on which some of these were issued, where there were several, each with where it is looked at
        alone.
        """
        days = super(OneIssue, self).rows.order_by("-issued_on").values_list("issued_on", flat=True).distinct()
        found = list(days[:DAYS])
        if not self.issued and len(found) <= 1:
            return []
        chosen = super(OneIssue, self).chosen()
        return [(day, "?" + urlencode({**chosen, "issued": day.isoformat()})) for day in found]
