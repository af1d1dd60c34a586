"""Rows for tests, with nothing a test did not ask for beyond what the database demands."""

from datetime import date, timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import Staff
from base.dates import at, today
from certificates.models import Award
from recruitment.models import (
    Application,
    Cohort,
    Demand,
    Draft,
    Enquiry,
    FormDefinition,
    InterviewSlot,
    LanguagePair,
    Placement,
    Reference,
    Role,
    RoleQuestion,
    Volunteer,
)
from recruitment.rules import Season
from training.models import (
    Commitment,
    Completion,
    Credit,
    Enrolment,
    Event,
    HoursEntry,
    Module,
    Requirement,
    Session,
    Terms,
)

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password(PASSWORD)


def staff(kind: Staff, **fields: Any) -> User:
    """Somebody on the staff, of one kind."""
    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=kind.value))
    return user


class RoleFactory(factory.django.DjangoModelFactory[Role]):
    class Meta:
        model = Role

    slug = factory.Sequence(lambda n: f"role-{n}")
    name_en = factory.Sequence(lambda n: f"Role {n}")
    name_zh = factory.Sequence(lambda n: f"崗位{n}")
    summary_en = "What volunteers do."
    summary_zh = "義工的工作。"


class CaseworkFactory(RoleFactory):
    slug = "casework"
    name_en = "Casework"
    name_zh = "個案工作"
    hours_min = 5
    hours_max = 10
    months = 6
    training_compulsory = True
    weekday_daytime = True
    is_casework = True
    form_kind = "casework"
    recruits_by_cohort = True
    weight_legal = 3
    weight_experience = 3


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    """The January 2027 round unless said otherwise: its weekend is 16 and 17 January."""

    class Meta:
        model = Cohort

    season = Season.JANUARY.value
    year = 2027
    starts_on = date(2027, 1, 16)
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + timedelta(days=1))
    opens_on = factory.LazyAttribute(lambda row: row.starts_on - timedelta(days=120))
    closes_on = factory.LazyAttribute(lambda row: row.starts_on - timedelta(days=21))


class DemandFactory(factory.django.DjangoModelFactory[Demand]):
    class Meta:
        model = Demand

    wanted = 20


class RoleQuestionFactory(factory.django.DjangoModelFactory[RoleQuestion]):
    """A question of one line, optional, with the order and key that it would get."""

    class Meta:
        model = RoleQuestion

    role = factory.SubFactory(RoleFactory)
    key = factory.Sequence(lambda n: f"own-{n}")
    kind = RoleQuestion.Kind.TEXT
    label_en = factory.Sequence(lambda n: f"Question {n}")
    label_zh = factory.Sequence(lambda n: f"問題{n}")
    why_en = "So that we know."
    why_zh = "讓我們知道。"
    sort_order = factory.Sequence(lambda n: n)


class FormDefinitionFactory(factory.django.DjangoModelFactory[FormDefinition]):
    class Meta:
        model = FormDefinition

    role = factory.SubFactory(RoleFactory)
    version = factory.Sequence(lambda n: n + 1)
    content = factory.LazyFunction(lambda: {"steps": []})


class DraftFactory(factory.django.DjangoModelFactory[Draft]):
    class Meta:
        model = Draft

    started_with = factory.Sequence(lambda n: f"token-{n}")
    form = factory.SubFactory(FormDefinitionFactory)
    role = factory.SelfAttribute("form.role")


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    class Meta:
        model = Application

    reference = factory.Sequence(lambda n: f"T{n:05d}")
    form = factory.SubFactory(FormDefinitionFactory)
    role = factory.SelfAttribute("form.role")
    name = factory.Sequence(lambda n: f"Applicant {n}")
    email = factory.Sequence(lambda n: f"applicant{n}@example.org")
    privacy_version = "1"
    submitted_at = factory.LazyFunction(timezone.now)
    stage_since = factory.SelfAttribute("submitted_at")
    reply_by = factory.LazyAttribute(lambda row: row.submitted_at.date() + timedelta(days=14))


class LanguagePairFactory(factory.django.DjangoModelFactory[LanguagePair]):
    """From Dari into English, spoken."""

    class Meta:
        model = LanguagePair

    application = factory.SubFactory(ApplicationFactory)
    source = "prs"
    target = "eng"


class InterviewSlotFactory(factory.django.DjangoModelFactory[InterviewSlot]):
    """A free half hour, in a week; each an hour after the one before."""

    class Meta:
        model = InterviewSlot

    interviewer = factory.LazyFunction(lambda: staff(Staff.RECRUITER))
    starts_at = factory.Sequence(lambda n: at(today() + timedelta(days=7), 9) + timedelta(hours=n % 200))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(minutes=30))
    place_en = "By telephone"
    place_zh = "電話"


class ReferenceFactory(factory.django.DjangoModelFactory[Reference]):
    """Somebody named and not written to yet."""

    class Meta:
        model = Reference

    application = factory.SubFactory(ApplicationFactory)
    name = "Amina Yusuf"
    email = factory.Sequence(lambda n: f"referee{n}@example.org")
    relation = "Her teacher"


class EnquiryFactory(factory.django.DjangoModelFactory[Enquiry]):
    class Meta:
        model = Enquiry

    name = factory.Sequence(lambda n: f"Enquirer {n}")
    email = factory.Sequence(lambda n: f"enquirer{n}@example.org")
    text = "My field is human development. Is there a place for me?"
    once = factory.Sequence(lambda n: f"once-{n}")
    received_at = factory.LazyFunction(timezone.now)


class VolunteerFactory(factory.django.DjangoModelFactory[Volunteer]):
    class Meta:
        model = Volunteer

    name = factory.Sequence(lambda n: f"Volunteer {n}")
    email = factory.Sequence(lambda n: f"volunteer{n}@example.org")


class PlacementFactory(factory.django.DjangoModelFactory[Placement]):
    class Meta:
        model = Placement

    volunteer = factory.SubFactory(VolunteerFactory)
    role = factory.SubFactory(RoleFactory)
    starts_on = date(2026, 1, 1)


class ModuleFactory(factory.django.DjangoModelFactory[Module]):
    class Meta:
        model = Module

    key = factory.Sequence(lambda n: f"module-{n}")
    title_en = factory.Sequence(lambda n: f"Module {n}")
    title_zh = factory.Sequence(lambda n: f"單元{n}")


class CreditFactory(factory.django.DjangoModelFactory[Credit]):
    """Granted by hand; a register makes its own."""

    class Meta:
        model = Credit

    volunteer = factory.SubFactory(VolunteerFactory)
    module = factory.SubFactory(ModuleFactory)
    source = Credit.Source.EARLIER
    earned_on = factory.LazyFunction(today)
    reason = "Learnt it elsewhere"


class RequirementFactory(factory.django.DjangoModelFactory[Requirement]):
    class Meta:
        model = Requirement

    module = factory.SubFactory(ModuleFactory)
    role = factory.SubFactory(RoleFactory)
    from_on = date(2020, 1, 1)


class EventFactory(factory.django.DjangoModelFactory[Event]):
    class Meta:
        model = Event

    kind = Event.Kind.OTHER
    title_en = "Training"
    title_zh = "培訓"
    venue_en = "Training room, Hong Kong"
    places = 20


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    module = factory.SubFactory(ModuleFactory)
    starts_at = factory.LazyFunction(lambda: at(date(2027, 1, 16), 9, 30))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=2))
    places = factory.SelfAttribute("event.places")


class EnrolmentFactory(factory.django.DjangoModelFactory[Enrolment]):
    """A confirmed row only: it takes no seat; tests of seats use the actions."""

    class Meta:
        model = Enrolment

    volunteer = factory.SubFactory(VolunteerFactory)
    state = Enrolment.State.CONFIRMED


class TermsFactory(factory.django.DjangoModelFactory[Terms]):
    class Meta:
        model = Terms

    kind = Terms.Kind.COMMITMENT
    version = factory.Sequence(lambda n: n + 1)
    text_en = "I promise."
    text_zh = "我承諾。"
    required_from = date(2020, 1, 1)


class CommitmentFactory(factory.django.DjangoModelFactory[Commitment]):
    """Six hours a week for six months from 4 January 2027, signed that day; judged by nobody yet."""

    class Meta:
        model = Commitment

    placement = factory.SubFactory(PlacementFactory)
    terms = factory.SubFactory(TermsFactory)
    hours_per_week = 6
    months = 6
    signed_on = date(2027, 1, 4)
    anchor_on = date(2027, 1, 4)
    ends_on = date(2027, 7, 4)


class HoursEntryFactory(factory.django.DjangoModelFactory[HoursEntry]):
    """Three hours on a Wednesday, waiting to be confirmed."""

    class Meta:
        model = HoursEntry

    placement = factory.SubFactory(PlacementFactory)
    day = date(2027, 1, 6)
    minutes = 180


class CompletionFactory(factory.django.DjangoModelFactory[Completion]):
    class Meta:
        model = Completion

    volunteer = factory.SubFactory(VolunteerFactory)
    role = factory.SubFactory(RoleFactory)
    completed_on = date(2026, 1, 18)


class AwardFactory(factory.django.DjangoModelFactory[Award]):
    class Meta:
        model = Award

    key = factory.Sequence(lambda n: f"award-{n}")
    kind = Award.Kind.TRAINING
    title_en = "Casework training"
    title_zh = "個案工作培訓"
    text_en = "has completed the compulsory training for casework."
    text_zh = "已完成個案工作必修培訓。"
    signatory_name = "A. Director"
    signatory_title_en = "Executive Director"
    signatory_title_zh = "行政總監"
