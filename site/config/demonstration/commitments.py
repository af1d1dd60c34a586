"""What the caseworkers signed and gave: declarations, half-days, commitments with their pauses, and hours."""

from datetime import date, timedelta

from accounts.roles import Staff
from base.dates import at, today
from config.demonstration.scene import Scene
from config.demonstration.stories import Story
from recruitment.models import Placement, Volunteer
from training.actions.lights import courses_of, judge_due
from training.models import (
    Availability,
    Commitment,
    Completion,
    Hold,
    HoursEntry,
    Override,
    Pause,
    Signature,
    Terms,
)
from training.rules import Span, commitment_end
from training.rules.hours import fulfilled_on

WEDNESDAY = 2
WHAT = ("Intake session", "Intake session", "Country-of-origin research", "Follow-up intake")


def promise(scene: Scene, placement: Placement, story: Story, completion: Completion | None) -> None:
    """All that a caseworker signed, and what a supervisor added."""
    sign_declarations(scene, placement, story)
    offer_half_days(scene, placement, story)
    if story.hours:
        commitment = sign_commitment(scene, placement, story, completion)
        log_hours(scene, commitment, story)
    supervise(scene, placement, story)


def sign_declarations(scene: Scene, placement: Placement, story: Story) -> None:
    """Confidentiality and conflict of interest, those the story leaves out excepted."""
    day = placement.starts_on + timedelta(days=3)
    for kind in (Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT):
        if kind.value not in story.unsigned:
            sign(placement.volunteer, scene.terms[kind], min(day, scene.day))


def sign(volunteer: Volunteer, terms: Terms, day: date) -> Signature:
    """A signature under one text."""
    return Signature.objects.create(volunteer=volunteer, terms=terms, signed_on=day, signed_at=at(day, 20, 15))


def offer_half_days(scene: Scene, placement: Placement, story: Story) -> None:
    """The half-days a volunteer can give, from acceptance on."""
    if not story.half_days:
        return
    ended = story.availability_ended
    Availability.objects.create(
        volunteer=placement.volunteer,
        half_days=list(story.half_days),
        count=len(story.half_days),
        from_on=placement.starts_on,
        until_on=scene.day + timedelta(days=ended) if ended else None,
    )


def sign_commitment(scene: Scene, placement: Placement, story: Story, completion: Completion | None) -> Commitment:
    """The months of a placement, anchored on the day after completion where there is one."""
    months = placement.role.months or 6
    anchor = max(completion.completed_on + timedelta(days=1), placement.starts_on) if completion else None
    signed_on = min(anchor or placement.starts_on + timedelta(days=6), scene.day)
    pauses = [pause_days(scene, story)] if story.pause else []
    commitment = Commitment.objects.create(
        placement=placement,
        terms=scene.terms[Terms.Kind.COMMITMENT],
        hours_per_week=story.hours or 0,
        months=months,
        signed_on=signed_on,
        anchor_on=anchor,
        ends_on=commitment_end(anchor, months, pauses) if anchor else None,
        ended_early_on=scene.day + timedelta(days=story.ended_early) if story.ended_early else None,
        ended_reason="A new job with other hours." if story.ended_early else "",
    )
    sign(placement.volunteer, scene.terms[Terms.Kind.COMMITMENT], signed_on)
    for span in pauses:
        Pause.objects.create(
            commitment=commitment,
            from_on=span.start,
            until_on=None if span.end == date.max else span.end,
            reason="Away for the family.",
            added_by=scene.staff[Staff.SUPERVISOR],
        )
    return commitment


def pause_days(scene: Scene, story: Story) -> Span:
    """The days of a story's pause."""
    begins, ends = story.pause or (0, 0)
    until = date.max if ends is None else scene.day + timedelta(days=ends)
    return Span(scene.day + timedelta(days=begins), until)


def log_hours(scene: Scene, commitment: Commitment, story: Story) -> None:
    """An entry a week since the commitment began; those of the last two weeks await confirmation."""
    begins = commitment.anchor_on
    if not begins:
        return
    last = min(scene.day, commitment.ended_early_on or scene.day, commitment.placement.ends_on or scene.day)
    first = begins + timedelta(days=(WEDNESDAY - begins.weekday()) % 7)
    days = [first + timedelta(days=7 * week) for week in range((last - first).days // 7 + 1)]
    resting = pause_days(scene, story) if story.pause else None
    HoursEntry.objects.bulk_create(
        entry(scene, commitment, day, story.gives) for day in days if story.gives and not (resting and day in resting)
    )


def entry(scene: Scene, commitment: Commitment, day: date, percent: int) -> HoursEntry:
    """About so many percent of the hours promised, on one day of a week."""
    given = 60 * commitment.hours_per_week * percent // 100 + scene.rng.choice((-30, 0, 15, 30, 60))
    confirmed = day < scene.day - timedelta(days=14)
    return HoursEntry(
        placement=commitment.placement,
        day=day,
        minutes=max(60, given),
        what=scene.rng.choice(WHAT),
        confirmed_by=scene.staff[Staff.SUPERVISOR] if confirmed else None,
        confirmed_at=at(day + timedelta(days=2), 10, 30) if confirmed else None,
    )


def supervise(scene: Scene, placement: Placement, story: Story) -> None:
    """A hold or an override, with its reason."""
    supervisor = scene.staff[Staff.SUPERVISOR]
    if story.hold:
        begins, ends = story.hold
        Hold.objects.create(
            placement=placement,
            from_on=scene.day + timedelta(days=begins),
            until_on=None if ends is None else scene.day + timedelta(days=ends),
            reason="A talk on confidentiality is agreed first.",
            by=supervisor,
        )
    if story.override:
        Override.objects.create(
            placement=placement,
            criterion=story.override,
            from_on=scene.day - timedelta(days=14),
            expires_on=scene.day + timedelta(days=45),
            reason="Agreed with the supervising lawyer until the next session.",
            by=supervisor,
        )


def judge_commitments() -> None:
    """Let each stand as its hours say; what was fulfilled before today tells nobody now."""
    rows = list(Commitment.objects.select_related("placement"))
    for row, course in zip(rows, courses_of(rows), strict=True):
        row.fulfilled_on = fulfilled_on(course, today())
    Commitment.objects.bulk_update(rows, ["fulfilled_on"])
    judge_due()
