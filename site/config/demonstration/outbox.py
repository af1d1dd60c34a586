"""A few messages in every state of the outbox: sent, given up, and without an address, to be told by phone."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from base.work import WorkState
from mail.actions import compose
from mail.models import Delivery, reference
from recruitment.actions.pipeline import kind_for, mail_values
from recruitment.models import Application, Stage

SENT, GIVEN_UP = 12, 2
TOLD = (Stage.INTERVIEW, Stage.OFFERED, Stage.INFORMATION, Stage.RESERVE, Stage.DECLINED)


def make_outbox() -> None:
    """What the last moves told their applicants. Nothing here is delivered again."""
    moved = Application.objects.filter(stage__in=TOLD).select_related("role").order_by("-stage_since", "pk")
    to_call = moved.filter(email="", offer_taken_at=None)  # who took up the offer was told of it
    by_phone = [letter(application, WorkState.WAITING) for application in to_call]
    mailed = list(moved.exclude(email="")[: SENT + GIVEN_UP])
    states = [WorkState.FAILED] * GIVEN_UP + [WorkState.DONE] * SENT
    letters = [letter(application, state) for application, state in zip(mailed, states, strict=False)]
    keep(by_phone + letters, [*to_call, *mailed])


def letter(application: Application, state: WorkState) -> Delivery:
    """The message of an application's present stage, in a state of the outbox."""
    stage = Stage(application.stage)
    subject, body = compose(kind=kind_for(stage), language=application.language, values=mail_values(application))
    return Delivery(
        kind=kind_for(stage),
        to=application.email,
        language=application.language,
        subject=subject,
        body=body,
        about=reference(application),
        once=f"application:{application.pk}:{application.version}",
        work=state,
        due_at=application.stage_since,
        attempts=5 if state == WorkState.FAILED else int(state == WorkState.DONE),
        error="550 No such mailbox" if state == WorkState.FAILED else "",
        sent_at=application.stage_since + timedelta(seconds=8) if state == WorkState.DONE else None,
    )


def keep(letters: list[Delivery], applications: Iterable[Application]) -> None:
    """Write the rows with the moment of their move."""
    Delivery.objects.bulk_create(letters)
    for row, application in zip(letters, applications, strict=True):
        row.created_at = min(application.stage_since, timezone.now())
    Delivery.objects.bulk_update(letters, ["created_at"])
