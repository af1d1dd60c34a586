"""What comes round with every tick. Each may run at any time, any number of times."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from base.dates import is_night
from base.models import Heartbeat
from certificates import actions as certificates
from mail import actions as mail
from recruitment.actions import duplicates, interviews, references, reminders, searching
from training.actions import (
    cautioning,
    completion,
    curriculum,
    lights,
    make_ups,
    moving,
    places,
    reminding,
    standing,
    telling,
)

logger = logging.getLogger(__name__)
TICK, RETAIN = "tick", "retain"


def forget_finished_tasks() -> None:
    """The queue only wakes; what it remembers of work done is of no use after a day."""
    call_command("prune_db_task_results", "--backend", "work", "--min-age-days", "1", verbosity=0)


def retain_nightly() -> None:
    """Once a day; also without anybody's own scheduler."""
    if Heartbeat.objects.filter(name=RETAIN, at__gte=timezone.now() - timedelta(days=1)).exists():
        return
    call_command("retain", verbosity=0)
    Heartbeat.beat(RETAIN)


Round = tuple[str, Callable[[], object]]

ROUNDS: tuple[Round, ...] = (
    ("mail", mail.resume),
    ("certificates", certificates.resume),
    ("certificates that hold again", certificates.end_standing),
    ("what became compulsory", curriculum.reckon_requirements),
    ("completions of the day", completion.reckon_new_day),
    ("standings under changed terms", standing.rebuild_asked),
    ("standings that fall due", standing.recheck_due),
    ("standings left behind", standing.catch_up),
    ("words to search by", searching.catch_up),
    ("people who are alike", duplicates.catch_up),
    ("retention", retain_nightly),
    ("finished tasks", forget_finished_tasks),
)
# These write to people because time has passed, and nobody is written to at night.
BY_DAY: tuple[Round, ...] = (
    ("offers nobody answered", places.lapse_overdue),  # they end at midnight, which is no hour to say so
    ("waitlists of what has begun", moving.roll_over_begun),
    ("invitations", places.invite_missing),
    ("training soon", reminding.remind),
    ("trainers who teach tomorrow", reminding.remind_trainers),
    ("make-ups of what was missed", make_ups.offer_of_the_day),
    ("changes of eligibility", telling.tell_volunteers),
    ("supervisors' mail of the day", telling.report_to_supervisors),
    ("what is to be seen to in time", cautioning.caution_all),
    ("commitments judged each day", lights.judge_due),
    ("reminders about hours", lights.nudge_behind),
    ("interviews tomorrow", interviews.remind_tomorrow),
    ("references nobody answered", references.remind_referees),
    ("drafts that end soon", reminders.remind_of_drafts),
    ("drafts of what closed", reminders.tell_of_closing),
    ("applicants who have not answered", reminders.remind_applicants),
    ("applications nobody answered for", reminders.lapse_unanswered),
)


def go_round() -> list[str]:
    """Do each; one that fails is logged and does not keep the others back. Returns the names of those that failed."""
    failed = []
    for name, work in ROUNDS if is_night() else ROUNDS + BY_DAY:
        try:
            work()
        except Exception:
            logger.exception("The round of %s failed.", name)
            failed.append(name)
    Heartbeat.beat(TICK)
    return failed
