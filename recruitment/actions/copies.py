"""Everything we hold of an applicant, for themselves: the collection statement promises that they may see it.

What colleagues wrote about them (notes, reasons, comments and points of reviews) is theirs to read and is given with
its text; who wrote it is not, for that is about somebody else. What a referee said was said in confidence: the referee
is named, their text is not given. A mail that carries a link is listed without its text: the link opens what is here.
"""

import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.dates import HONG_KONG, today
from base.localised import localised
from mail.models import Delivery
from mail.rules import kind as mail_kind
from recruitment.models import Application, ApplicationEvent, ApplicationFile, Cohort, Stage
from recruitment.rules import in_words, questions, shown

IN_MEMORY = 2**20  # bytes of a copy that are kept in memory, the rest on disk
KEPT_RAW = ("is_adult", "hours_per_week", "months", "leaves_on", "half_days", "source", "language", "privacy_version")
Copy = dict[str, Any]
# The names stay the same in every language, so that programs can read a copy; here is what a person reads in them.
MEANT: Mapping[str, str | Promise] = {
    "made_on": gettext_lazy("The day this copy was made"),
    "application": gettext_lazy("The application: role, stage, dates and what you told us of your time"),
    "contact": gettext_lazy("Your name and how we reach you"),
    "answers": gettext_lazy("Our questions and your answers"),
    "answers_as_kept": gettext_lazy("Your answers as our system keeps them"),
    "languages": gettext_lazy("The languages you speak"),
    "interpreting": gettext_lazy("The languages you interpret, and the level we found"),
    "history": gettext_lazy("What happened to your application, and when"),
    "questions_to_you": gettext_lazy("What we asked you afterwards, and your answers"),
    "interview": gettext_lazy("The time of our talk"),
    "referees": gettext_lazy("The people you named as referees"),
    "reviews": gettext_lazy("What our readers noted and scored"),
    "tags": gettext_lazy("Words our staff put on your application"),
    "messages_to_you": gettext_lazy("What we wrote to you"),
    "files": gettext_lazy("The files you sent"),
    "joined_with_it": gettext_lazy("Other applications of yours that were joined with this one"),
}


def copy_of(application: Application) -> Copy:
    """What we hold, by matter; texts of the form are in the active language, times are those of Hong Kong."""
    return {
        "made_on": today().isoformat(),
        "what_the_names_mean": {name: str(words) for name, words in MEANT.items()},
        "application": _facts(application),
        "contact": _contact(application),
        "answers": _answers(application),
        "answers_as_kept": application.answers,
        "languages": [row.language for row in application.spoken.all()],
        "interpreting": [_pair(row) for row in application.pairs.all()],
        "history": [_event(row) for row in application.events.all()],
        "questions_to_you": [
            _plain(row, "question", "asked_at", "answer", "answered_at") for row in _asked(application)
        ],
        "interview": _interview(application),
        "referees": [_referee(row) for row in application.references.all()],
        "reviews": [_review(row) for row in application.reviews.prefetch_related("scores__criterion")],
        "tags": [tag.name for tag in application.tags.all()],
        "messages_to_you": [_message(row) for row in messages_about(application)],
        "files": [_file(row) for row in application.files.all()],
        "joined_with_it": [_joined(row) for row in application.merged.all()],
    }


def _joined(application: Application) -> Copy:
    """One that ended in it; the names mean the same there."""
    return {name: held for name, held in copy_of(application).items() if name != "what_the_names_mean"}


def as_json(copy: Copy) -> bytes:
    """A copy as a file that people and programs can read."""
    return json.dumps(copy, ensure_ascii=False, indent=2, default=str).encode()


def as_zip(application: Application) -> IO[bytes]:
    """A copy with the files themselves."""
    made: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(copy_of(application)))
        for row in _files(application):
            with row.file.open("rb") as content, archive.open(_place(row), "w") as entry:
                for chunk in content.chunks():
                    entry.write(chunk)
    made.seek(0)
    return made


def messages_about(application: Application) -> list[Delivery]:
    """What was written to the applicant, the oldest first."""
    written = list(Delivery.objects.about(application))
    if application.draft:
        written += Delivery.objects.about(application.draft)
    return sorted(written, key=lambda row: row.created_at)


def _files(application: Application) -> list[ApplicationFile]:
    """Its files and those of the applications that were joined with it."""
    return list(ApplicationFile.objects.filter(Q(application=application) | Q(application__merged_into=application)))


def _asked(application: Application) -> Iterable[Any]:
    return application.requests.all()


def _facts(application: Application) -> Copy:
    facts = {
        "reference": application.reference,
        "role": application.role.name,
        "stage": Stage(application.stage).label,
        "stage_since": _value(application.stage_since),
        "submitted_at": _value(application.submitted_at),
        "answer_promised_by": _value(application.reply_by),
        "round": application.cohort.name if application.cohort else None,
        "first_round": application.first_cohort.name if application.first_cohort else None,
        "took_up_the_offer_at": _value(application.offer_taken_at),
        "entered_by_our_staff": application.entered_by_id is not None,
    }
    return facts | _plain(application, *KEPT_RAW)


def _contact(application: Application) -> Copy:
    wish = getattr(application, "address_change", None)
    held = _plain(application, "name", "name_other", "email", "phone")
    return held | {"email_to_be_confirmed": wish.email if wish else None}


def _answers(application: Application) -> list[Copy]:
    rounds = {str(row.pk): row.name for row in Cohort.objects.all()}
    files = {row.field: row.name for row in application.files.all()}
    return [
        {
            "question": in_words(question["label"]),
            "answer": files.get(question["key"], "")
            if question["kind"] == "file"
            else shown(question, application.answers.get(question["key"]), rounds=rounds),
        }
        for question in questions(application.form.content)
    ]


def _event(event: ApplicationEvent) -> Copy:
    stages = {"from": event.get_from_stage_display(), "to": event.get_to_stage_display()}
    by = _("our staff") if event.actor_id else _("yourself, or automatically")
    what = {"at": _value(event.at), "what": event.get_kind_display(), "by": by}
    return what | stages | {"reason": event.reason, "text": event.note}


def _interview(application: Application) -> Copy | None:
    slot = getattr(application, "slot", None)
    return _plain(slot, "starts_at", "ends_at", "booked_at") | {"place": localised(slot, "place")} if slot else None


def _referee(row: Any) -> Copy:
    return _plain(row, "name", "email", "relation", "asked_at", "received_at", "declined_at")


def _pair(row: Any) -> Copy:
    return _plain(row, "source", "target", "dialect", "spoken", "written", "level", "assessed_on")


def _review(review: Any) -> Copy:
    points = {str(score.criterion): score.points for score in review.scores.all()}
    return {"at": _value(review.at), "comment": review.comment, "points": points}


def _message(row: Delivery) -> Copy:
    text = "" if mail_kind(row.kind).secret else row.body
    return _plain(row, "to", "subject", "created_at", "sent_at") | {"text": text}


def _file(row: ApplicationFile) -> Copy:
    return _plain(row, "field", "name", "media_type", "size") | {"in_the_archive": _place(row)}


def _place(row: ApplicationFile) -> str:
    """Where a file lies in the archive: a plain name, whatever it was called."""
    return "files/" + get_valid_filename(f"{row.pk}-{row.name}")


def _plain(row: Any, *names: str) -> Copy:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(HONG_KONG).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
