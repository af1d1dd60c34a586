"""Which kinds of staff get an answer from each of our screens: first by GET, then by POST.

E editors, R recruiters, T trainers, S casework supervisors, A administrators.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from base.dates import today
from base.work import WorkState
from certificates.models import Certificate
from mail.models import Delivery, Message
from recruitment.models import ApplicationFile, Criterion, Holiday
from tests.factories import (
    ApplicationFactory,
    AwardFactory,
    CaseworkFactory,
    CohortFactory,
    CommitmentFactory,
    CompletionFactory,
    CreditFactory,
    EnquiryFactory,
    EnrolmentFactory,
    EventFactory,
    HoursEntryFactory,
    InterviewSlotFactory,
    LanguagePairFactory,
    ModuleFactory,
    PlacementFactory,
    ReferenceFactory,
    RequirementFactory,
    RoleFactory,
    RoleQuestionFactory,
    SessionFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from training.actions.standing import refresh
from training.models import Acknowledgement, BoardReport, ImportRun

Keys = Mapping[str, Any]


def a_file() -> Keys:
    row = ApplicationFile(
        application=ApplicationFactory(), field="cv", name="cv.pdf", media_type="application/pdf", size=4
    )
    row.file.save("x", ContentFile(b"%PDF"))
    return {"pk": row.application_id, "file": row.pk}


def a_standing() -> Keys:
    placement = PlacementFactory(role=CaseworkFactory())
    refresh(placement=placement)
    return {"pk": placement.pk, "verb": "hold"}


def a_commitment() -> Keys:
    return {"pk": CommitmentFactory().pk, "verb": "pause"}


def a_board_report() -> Keys:
    row = BoardReport.objects.create(
        title="2026", from_on=today(), until_on=today(), figures={"en": []}, published_at=timezone.now()
    )
    return {"pk": row.pk, "kind": "csv"}


def an_import() -> Keys:
    row = ImportRun.objects.create(kind=ImportRun.Kind.VOLUNTEERS, at=timezone.now())
    return {"pk": row.pk, "kind": row.kind, "shape": "csv"}


def a_certificate() -> Keys:
    award, completion = AwardFactory(), CompletionFactory()
    row = Certificate.objects.create(
        code="TEST-0001",
        serial="T-1",
        award=award,
        volunteer=completion.volunteer,
        completion=completion,
        facts={},
        issued_on=today(),
    )
    row.file.save("x.pdf", ContentFile(b"%PDF"))
    return {"pk": row.pk, "award": award.pk, "event": EventFactory().pk, "person": row.volunteer_id}


def a_mail() -> Keys:
    return {"pk": Delivery.objects.create(kind="no_account", to="x@example.org", work=WorkState.FAILED).pk}


def a_message() -> Keys:
    return {"pk": Message.objects.get_or_create(kind="no_account")[0].pk}


def told_of_a_change() -> Keys:
    session = SessionFactory()
    place = EnrolmentFactory(event=session.event)
    Acknowledgement.objects.create(enrolment=place, session=session, sequence=0, told_at=timezone.now())
    return {"pk": session.event_id, "enrolment": place.pk}


def a_reference() -> Keys:
    row = ReferenceFactory()
    return {"pk": row.application_id, "reference": row.pk}


def two_applications() -> Keys:
    one, other = ApplicationFactory(), ApplicationFactory()
    return {"pk": one.pk, "other": other.pk}


def of(factory: Callable[[], Any]) -> Callable[[], Keys]:
    """The key of a row made by a factory."""
    return lambda: {"pk": factory().pk}


# What a screen with a key in its address is about: by its full name, or by its namespace.
ROWS: dict[str, Callable[[], Keys]] = {
    "training_person": a_standing,
    "training_agree": a_standing,
    "training_decide": a_standing,
    "training_credits": of(VolunteerFactory),
    "training_credit_withdraw": of(CreditFactory),
    "training_commitment": a_commitment,
    "training_hours:enter": of(PlacementFactory),
    "training_hours:reopen": of(HoursEntryFactory),
    "training_import": an_import,
    "issue_desk": a_certificate,
    "issue_desk:preview": of(AwardFactory),
    "recruitment_application": of(ApplicationFactory),
    "recruitment_application:compare": two_applications,
    "recruitment_application:merge": two_applications,
    "recruitment_application:file": a_file,
    "recruitment_interpreter": of(LanguagePairFactory),
    "recruitment_interview": of(InterviewSlotFactory),
    "recruitment_interview:book": of(ApplicationFactory),
    "recruitment_interview:release": of(ApplicationFactory),
    "recruitment_reference": a_reference,
    "recruitment_volunteer": of(VolunteerFactory),
    "recruitment_volunteer:merge": lambda: {"pk": VolunteerFactory().pk, "other": VolunteerFactory().pk},
    "recruitment_placement": of(PlacementFactory),
    "recruitment_enquiry": of(EnquiryFactory),
    "recruitment_cohort": of(CohortFactory),
    "recruitment_role": of(RoleFactory),
    "recruitment_question": of(RoleQuestionFactory),
    "recruitment_criterion": of(lambda: Criterion.objects.create(role=RoleFactory(), label_en="Skills")),
    "recruitment_report:table": lambda: {"table": "roles"},
    "recruitment_holiday": of(lambda: Holiday.objects.create(day=today(), name_en="Holiday")),
    "training_board": a_board_report,
    "training_report:table": lambda: {"table": "modules"},
    "training_event": of(EventFactory),
    "training_event:reached": told_of_a_change,
    "training_requirement": of(RequirementFactory),
    "training_session": of(SessionFactory),
    "training_module": of(ModuleFactory),
    "training_terms": of(TermsFactory),
    "certificates_certificate": a_certificate,
    "certificates_award": of(AwardFactory),
    "wagtailusers_users": of(UserFactory),
    "mail_delivery": a_mail,
    "mail_telephone": of(lambda: Delivery.objects.create(kind="no_account", to="")),
    "mail_message": a_message,
}

MATRIX: dict[str, tuple[str, str]] = {
    "certificates_award:add": ("A", "A"),
    "certificates_award:edit": ("A", "A"),
    "certificates_award:history": ("A", ""),
    "certificates_award:history_results": ("A", ""),
    "certificates_award:index": ("TSA", ""),
    "certificates_award:index_results": ("TSA", ""),
    "certificates_certificate:index": ("TSA", ""),
    "certificates_certificate:index_results": ("TSA", ""),
    "certificates_certificate:inspect": ("TSA", ""),
    "eligibility_changes:index": ("RSA", ""),
    "eligibility_changes:index_results": ("RSA", ""),
    "eligibility:index": ("RSA", ""),
    "eligibility:index_results": ("RSA", ""),
    "issue_desk:archive": ("", "TA"),
    "issue_desk:choose": ("TA", "TA"),
    "issue_desk:document": ("TSA", ""),
    "issue_desk:event": ("TA", ""),
    "issue_desk:expire": ("A", "A"),
    "issue_desk:flagged": ("TA", ""),
    "issue_desk:go_on": ("", "TA"),
    "issue_desk:pause": ("", "TA"),
    "issue_desk:person": ("TA", "TA"),
    "issue_desk:preview": ("", "A"),
    "issue_desk:preview_new": ("", "A"),
    "issue_desk:print_pack": ("", "TA"),
    "issue_desk:progress": ("TA", ""),
    "issue_desk:reissue": ("TA", "TA"),
    "issue_desk:renew": ("TA", "TA"),
    "issue_desk:retry": ("", "TA"),
    "issue_desk:retry_all": ("", "TA"),
    "issue_desk:review": ("TA", "TA"),
    "issue_desk:revoke": ("A", "A"),
    "issue_desk:stand": ("A", "A"),
    "plain_menu": ("ERTSA", ""),
    "mail_delivery:index": ("RA", ""),
    "mail_delivery:index_results": ("RA", ""),
    "mail_delivery:inspect": ("RA", ""),
    "mail_delivery:retry": ("", "RA"),
    "mail_telephone:call": ("RA", "RA"),
    "mail_telephone:index": ("RA", ""),
    "mail_telephone:index_results": ("RA", ""),
    "mail_message:edit": ("A", "A"),
    "mail_message:history": ("A", ""),
    "mail_message:history_results": ("A", ""),
    "mail_message:index": ("A", ""),
    "mail_message:index_results": ("A", ""),
    "recruitment_application:bulk": ("RA", "RA"),
    "recruitment_application:bulk_tags": ("RA", "RA"),
    "recruitment_application:ask": ("RA", "RA"),
    "recruitment_application:compare": ("RSA", ""),
    "recruitment_application:correct": ("RA", "RA"),
    "recruitment_application:decide": ("RA", "RA"),
    "recruitment_application:defer": ("RA", "RA"),
    "recruitment_application:file": ("RSA", ""),
    "recruitment_application:index": ("RSA", ""),
    "recruitment_application:index_results": ("RSA", ""),
    "recruitment_application:inspect": ("RSA", ""),
    "recruitment_application:merge": ("RA", "RA"),
    "recruitment_application:note": ("RA", "RA"),
    "recruitment_application:review": ("RSA", "RSA"),
    "recruitment_application:saved": ("RSA", "RSA"),
    "recruitment_application:show_name": ("", "RSA"),
    "recruitment_application:tag": ("", "RA"),
    "recruitment_application:usual_criteria": ("", "RSA"),
    "recruitment_enquiry:answer": ("RA", "RA"),
    "recruitment_enquiry:index": ("RA", ""),
    "recruitment_enquiry:index_results": ("RA", ""),
    "recruitment_cohort:add": ("RA", "RA"),
    "recruitment_cohort:dates": ("RA", "RA"),
    "recruitment_cohort:delete": ("A", "A"),
    "recruitment_cohort:edit": ("RA", "RA"),
    "recruitment_cohort:history": ("RA", ""),
    "recruitment_cohort:history_results": ("RA", ""),
    "recruitment_cohort:index": ("RTSA", ""),
    "recruitment_cohort:index_results": ("RTSA", ""),
    "recruitment_cohort:plan": ("RA", "RA"),
    "recruitment_criterion:add": ("A", "A"),
    "recruitment_criterion:delete": ("A", "A"),
    "recruitment_criterion:edit": ("A", "A"),
    "recruitment_criterion:history": ("A", ""),
    "recruitment_criterion:history_results": ("A", ""),
    "recruitment_criterion:index": ("RSA", ""),
    "recruitment_criterion:index_results": ("RSA", ""),
    "recruitment_entering:index": ("RA", "RA"),
    "recruitment_holiday:add": ("RA", "RA"),
    "recruitment_holiday:delete": ("RA", "RA"),
    "recruitment_holiday:edit": ("RA", "RA"),
    "recruitment_holiday:history": ("RA", ""),
    "recruitment_holiday:history_results": ("RA", ""),
    "recruitment_holiday:index": ("RTSA", ""),
    "recruitment_holiday:index_results": ("RTSA", ""),
    "recruitment_interpreter:assess": ("RA", "RA"),
    "recruitment_interpreter:index": ("RSA", ""),
    "recruitment_interpreter:index_results": ("RSA", ""),
    "recruitment_interview:book": ("RA", "RA"),
    "recruitment_interview:cancel": ("RA", "RA"),
    "recruitment_interview:index": ("RSA", ""),
    "recruitment_interview:index_results": ("RSA", ""),
    "recruitment_interview:move": ("RA", "RA"),
    "recruitment_interview:open": ("RA", "RA"),
    "recruitment_interview:release": ("RA", "RA"),
    "recruitment_placement:end": ("RA", "RA"),
    "recruitment_placement:index": ("RSA", ""),
    "recruitment_placement:index_results": ("RSA", ""),
    "recruitment_reference:add": ("RA", "RA"),
    "recruitment_reference:ask": ("", "RA"),
    "recruitment_reference:invite": ("", "RA"),
    "recruitment_reference:take_back": ("", "RA"),
    "recruitment_report:index": ("RSA", ""),
    "recruitment_report:table": ("RA", ""),
    "recruitment_question:add": ("RA", "RA"),
    "recruitment_question:delete": ("RA", "RA"),
    "recruitment_question:edit": ("RA", "RA"),
    "recruitment_question:history": ("RA", ""),
    "recruitment_question:history_results": ("RA", ""),
    "recruitment_question:index": ("RA", ""),
    "recruitment_question:index_results": ("RA", ""),
    "recruitment_question:reorder": ("", "RA"),
    "recruitment_role:edit": ("A", "A"),
    "recruitment_role:history": ("A", ""),
    "recruitment_role:history_results": ("A", ""),
    "recruitment_role:index": ("RTSA", ""),
    "recruitment_role:index_results": ("RTSA", ""),
    "recruitment_volunteer:edit": ("RA", "RA"),
    "recruitment_volunteer:history": ("RA", ""),
    "recruitment_volunteer:history_results": ("RA", ""),
    "recruitment_volunteer:index": ("RTSA", ""),
    "recruitment_volunteer:index_results": ("RTSA", ""),
    "recruitment_volunteer:inspect": ("RTSA", ""),
    "recruitment_volunteer:merge": ("RA", "RA"),
    "training_agree": ("RA", "RA"),
    "training_board:file": ("RSA", ""),
    "training_board:index": ("RSA", ""),
    "training_board:inspect": ("RSA", ""),
    "training_board:new": ("RSA", "RA"),
    "training_board:new_file": ("RSA", ""),
    "training_commitment:decide": ("", "SA"),
    "training_commitment:index": ("RSA", ""),
    "training_commitment:index_results": ("RSA", ""),
    "training_commitment:inspect": ("RSA", ""),
    "training_coverage": ("RSA", ""),
    "training_credit_withdraw": ("TA", "TA"),
    "training_credits": ("TSA", "TA"),
    "training_decide": ("", "SA"),
    "training_forecast": ("RSA", "RSA"),
    "training_event:add": ("TA", "TA"),
    "training_event:call_off": ("TA", "TA"),
    "training_event:edit": ("TA", "TA"),
    "training_event:heard": ("RTA", ""),
    "training_event:history": ("TA", ""),
    "training_event:history_results": ("TA", ""),
    "training_event:index": ("RTSA", ""),
    "training_event:index_results": ("RTSA", ""),
    "training_event:instead": ("TA", "TA"),
    "training_event:plan": ("TA", "TA"),
    "training_event:reached": ("", "RTA"),
    "training_hours:confirm": ("RSA", "RSA"),
    "training_hours:enter": ("RSA", "RSA"),
    "training_hours:index": ("RSA", ""),
    "training_hours:index_results": ("RSA", ""),
    "training_hours:reopen": ("RSA", "RSA"),
    "training_import:index": ("RTSA", ""),
    "training_import:index_results": ("RTSA", ""),
    "training_import:inspect": ("RA", ""),
    "training_import:new": ("RTSA", ""),
    "training_import:template": ("RA", ""),
    "training_import:try": ("RA", "RA"),
    "training_module:add": ("A", "A"),
    "training_module:edit": ("A", "A"),
    "training_module:history": ("A", ""),
    "training_module:history_results": ("A", ""),
    "training_module:index": ("RTSA", ""),
    "training_module:index_results": ("RTSA", ""),
    "training_person": ("RSA", "RSA"),
    "training_report:index": ("RTSA", ""),
    "training_report:paper": ("RTSA", ""),
    "training_report:table": ("RTSA", ""),
    "training_requirement:add": ("A", "A"),
    "training_requirement:edit": ("A", "A"),
    "training_requirement:history": ("A", ""),
    "training_requirement:history_results": ("A", ""),
    "training_requirement:index": ("RTSA", ""),
    "training_requirement:index_results": ("RTSA", ""),
    "training_session:add": ("TA", "TA"),
    "training_session:edit": ("TA", "TA"),
    "training_session:history": ("TA", ""),
    "training_session:history_results": ("TA", ""),
    "training_session:index": ("RTSA", ""),
    "training_session:index_results": ("RTSA", ""),
    "training_terms:add": ("A", "A"),
    "training_terms:index": ("RTSA", ""),
    "training_terms:index_results": ("RTSA", ""),
    "training_terms:inspect": ("RTSA", ""),
    "wagtailusers_users:add": ("A", "A"),
    "wagtailusers_users:copy": ("A", "A"),
    "wagtailusers_users:delete": ("A", "A"),
    "wagtailusers_users:edit": ("A", "A"),
    "wagtailusers_users:history": ("A", ""),
    "wagtailusers_users:history_results": ("A", ""),
    "wagtailusers_users:index": ("A", ""),
    "wagtailusers_users:index_results": ("A", ""),
    "wagtailusers_users:usage": ("A", ""),
}
