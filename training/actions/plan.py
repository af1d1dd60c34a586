"""Planning sessions. A change of the plan is followed by the seats and by the credits that rest on it."""

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from training.actions.places import promote
from training.actions.register import settle_session
from training.models import Enrolment, Event, Session


@transaction.atomic
def save_session(*, session: Session, actor: User | None) -> Session:
    """Keep a session as it is planned now: its seats are those of the people who hold one, what is free goes to the
    first in line, and a session that was called off or moved takes the credits of its marks along.
    """
    Event.objects.hold_line(session.event_id)
    before = Session.objects.filter(pk=session.pk).first()
    session.taken = Enrolment.objects.seated().at_session(session).count()
    session.save()
    log(instance=session, action="wagtail.edit" if before else "wagtail.create", user=actor)
    if before and _counts_otherwise(before, session):
        settle_session(session=session)
    promote(event=session.event)
    return session


def _counts_otherwise(before: Session, now: Session) -> bool:
    """Whether its marks earn something else than before."""
    cancelled = Session.State.CANCELLED
    toggled = (before.state == cancelled) != (now.state == cancelled)
    return toggled or before.module_id != now.module_id or before.day != now.day
