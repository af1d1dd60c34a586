"""Why an action on an application was refused, in words for the screen."""

from django.utils.translation import gettext_lazy as _

from recruitment.models import Stage


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """The action was not done; the message says why and what to do."""


class NotAllowed(Refused):
    """The person who asks may not do this."""


class NotPossible(Refused):
    """The application, as it stands, does not allow this."""


class Moved(Refused):
    """Somebody moved the application since the person who asks last saw it; ``now`` is where it stands."""

    def __init__(self, now: Stage) -> None:
        super().__init__(
            _("Somebody moved this application meanwhile, or the applicant changed it: it is now at “%(stage)s”.")
            % {"stage": now.label}
        )
        self.now = now


class Erased(Refused):
    """The applicant had the application erased since the person who asks last saw it."""

    def __init__(self) -> None:
        super().__init__(_("The applicant had this application erased meanwhile. Nothing of it is left."))


class Overwritten(Refused):
    """Somebody else changed the row since the person who asks last saw it; ``now`` marks what is there."""

    def __init__(self, now: str) -> None:
        super().__init__(
            _(
                "Somebody else changed this meanwhile, and nothing was saved. What you typed stands here: "
                "save once more to put it in the place of theirs."
            )
        )
        self.now = now


class WhichPerson(Refused):
    """People are known who may be this applicant: whoever accepts has to say which one, or that it is none."""

    def __init__(self) -> None:
        super().__init__(_("Say whether this is somebody we already know."))
