"""What a volunteer has to know of, for their own pages."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from recruitment.models import Volunteer
from training.actions.notices import called_off_soon
from training.models import Acknowledgement, Event, Session


@dataclass(frozen=True)
class Change:
    """What is new about one event, until its holder says that they know."""

    event: Event
    waiting: list[Acknowledgement]

    @property
    def off(self) -> list[Session]:
        """Sessions that do not take place."""
        return [row.session for row in self.waiting if row.session.state == Session.State.CANCELLED]

    @property
    def why(self) -> str:
        """Why they were called off."""
        return next((str(row.get_called_off_because_display()) for row in self.off), "")

    @property
    def instead(self) -> list[Session]:
        """What takes their place, as far as it is planned."""
        made = [new for row in self.off for new in row.replacements.all()]
        return [row for row in made if row.state != Session.State.CANCELLED]

    @property
    def now(self) -> list[Session]:
        """Sessions that are at another time or place, as they are now."""
        return [row.session for row in self.waiting if row.session.state != Session.State.CANCELLED]


def news(volunteer: Volunteer) -> dict[str, Any]:
    """For the portal: what this person has to know of, and what is called off within a week for anybody."""
    rows = Acknowledgement.objects.waiting().filter(enrolment__volunteer=volunteer)
    by_event: defaultdict[Event, list[Acknowledgement]] = defaultdict(list)
    of_session = rows.select_related("session__module", "session__event").prefetch_related(
        "session__replacements__module"
    )
    for row in of_session.order_by("session__starts_at", "pk"):
        by_event[row.session.event].append(row)
    changes = [Change(event, waiting) for event, waiting in by_event.items()]
    known = {change.event for change in changes}
    return {"changes": changes, "called_off": [found for found in called_off_soon() if found[0] not in known]}
