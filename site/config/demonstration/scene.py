"""What everything in the demonstration refers to: the day, the roles, the staff, the rounds and the curriculum."""

from dataclasses import dataclass
from datetime import date
from random import Random

from accounts.models import User
from accounts.roles import Staff
from recruitment.models import Cohort, FormDefinition, Role
from training.models import Event, Module, Session, Terms


@dataclass(frozen=True)
class Scene:
    """The ground the people of the demonstration stand on. ``rounds`` and ``weekends`` go together, by date."""

    day: date
    rng: Random
    roles: dict[str, Role]
    forms: dict[str, FormDefinition]
    staff: dict[Staff, User]
    rounds: list[Cohort]
    weekends: dict[int, Event]
    modules: list[Module]
    terms: dict[Terms.Kind, Terms]

    def round(self, offset: int) -> Cohort:
        """A round by its distance: -1 is the last one held, -2 the one before it, 0 the next."""
        held = [cohort for cohort in self.rounds if cohort.ends_on < self.day]
        return self.rounds[max(len(held) + offset, 0)]

    def weekend(self, offset: int) -> Event:
        """The training weekend of such a round."""
        return self.weekends[self.round(offset).pk]

    def sessions(self, event: Event) -> list[Session]:
        """The sessions of an event, in the order of its programme."""
        return list(event.sessions.select_related("module"))
