"""Bringing in what lives in spreadsheets: tried row by row, then all or nothing, the same fact never twice."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from base.dates import HONG_KONG
from mail.models import Delivery
from recruitment.models import Placement, Role, Volunteer
from tests.factories import (
    CaseworkFactory,
    CommitmentFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    TermsFactory,
    VolunteerFactory,
)
from training.actions.copies import copy_of
from training.actions.importing import File, NotReadyError, Trial, bring_in, sealed, try_out, unsealed
from training.eligibility import standing_of
from training.models import (
    Commitment,
    Completion,
    Credit,
    Criterion,
    HoursEntry,
    ImportedRow,
    ImportRun,
    StandingChange,
)
from training.rules import Light
from training.rules.sheets import ROWS, UnreadableError, read_sheet

pytestmark = pytest.mark.either

TODAY = date(2027, 2, 10)
PEOPLE = "person,name,name in another script,email,phone,language\n"
AMY = "A1,Amy Wong,黃愛美,amy@example.org,5123 4567,Chinese\n"
BEN = "B2,Ben Okoro,,ben@example.org,,\n"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 2, 10, 10, 0, tzinfo=HONG_KONG))


def csv(text: str) -> File:
    return File.read("list.csv", text.encode())


def brought(kind: str, text: str, actor: User) -> ImportRun:
    return bring_in(kind=kind, file=csv(text), actor=actor)


def tried(kind: str, text: str, actor: User) -> Trial:
    return try_out(kind=kind, file=csv(text), actor=actor)


def reasons(trial: Trial) -> dict[int, str]:
    return {row.number: "; ".join(f"{column}: {why}" for column, why in row.wrong) for row in trial.wrong}


def test_volunteers_come_in_once_with_an_account_and_where_they_came_from(ada: User) -> None:
    run = brought("volunteers", PEOPLE + AMY + BEN, ada)

    assert (run.created, run.unchanged, run.by) == (2, 0, ada)
    amy = Volunteer.objects.get(name="Amy Wong")
    assert (amy.name_other, amy.phone, amy.language) == ("黃愛美", "+852 5123 4567", "zh-hant")
    assert amy.user is not None
    assert amy.user.email == "amy@example.org"
    assert amy.likenesses.exists()
    assert list(run.rows.values_list("number", "volunteer__name")) == [(2, "Amy Wong"), (3, "Ben Okoro")]
    again = brought("volunteers", PEOPLE + AMY + BEN + "C3,Cy,,,,\n", ada)
    assert (again.created, again.unchanged) == (1, 2)
    assert Volunteer.objects.count() == 3
    assert not Delivery.objects.exists()


def test_nobody_is_taken_for_another_silently(ada: User) -> None:
    amy = VolunteerFactory(name="AMY WONG", email="Amy@example.org", phone="")
    other = VolunteerFactory(name="Somebody Else", email="ben@example.org", phone="")

    trial = tried("volunteers", PEOPLE + AMY + BEN, ada)
    assert reasons(trial) == {
        3: f"The same as: {other} has this address or phone: write that here if it is the same person, else “new”."
    }
    assert str(amy) in trial.new[0].note
    told = PEOPLE.replace("\n", ",the same as\n") + AMY.replace("\n", ",\n")
    brought("volunteers", told + BEN.replace("\n", ",new\n"), ada)
    assert ImportedRow.objects.get(number=2).volunteer == amy
    ben = Volunteer.objects.get(name="Ben Okoro")
    assert (ben.email, ben.user is None) == ("ben@example.org", False)


def test_each_row_says_what_is_wrong_and_nothing_is_written(ada: User) -> None:
    text = "\ufeff" + PEOPLE + "A1,,,nowhere,12,Klingon\n\n" + BEN + BEN
    trial = tried("volunteers", text, ada)

    assert reasons(trial) == {
        2: "Name: This field is required.; E-mail address: Enter a valid email address.; "
        "Phone: Enter a phone number, such as 5123 4567 or +44 7700 900123.; "
        "Language: Write one of these: English, 中文.",
        5: ": The same as row 4.",
    }
    assert [row.number for row in trial.new] == [4]
    with pytest.raises(NotReadyError):
        brought("volunteers", text, ada)
    assert not ImportRun.objects.exists()
    assert not Volunteer.objects.exists()
    assert tried("volunteers", "Name,Shoe size\nAmy,38\n", ada).missing == ("Person",)


@pytest.fixture
def casework(db: None) -> Role:
    role = CaseworkFactory()
    RequirementFactory(role=role, module=ModuleFactory(key="law", title_en="Refugee law", title_zh="難民法"))
    RequirementFactory(
        role=role,
        module=ModuleFactory(key="rsd", title_en="RSD procedure", validity_months=24),
        from_on=date(2020, 1, 1),
    )
    TermsFactory(version=1)
    return role


PLACED = "person,role,from,until,why it ended,paid\nA1,casework,5/10/2026,,,\n"
CREDITS = "人士,module,earned on,where this is written\n".replace("人士", "person") + (
    "A1,難民法,2026-09-12,Sheet of September\nA1,RSD Procedure,13 September 2026,Sheet of September\n"
)
PROMISED = (
    "person;role;signed on;version signed;hours a week;months;begins on;paused from;paused until;why it was paused\n"
    "amy@example.org;個案工作;2026年10月5日;1;6;6;2026-10-05;2026-12-21;2027-01-03;Examinations\n"
)
GIVEN = "person\trole\tday\thours\twhat for\nA1\tCasework\t2027-02-03\t2:30\tIntake\nA1\tCasework\t2027-02-04\t3.5\t\n"


def test_a_spreadsheets_worth_of_casework_stands_as_it_did(ada: User, casework: Role) -> None:
    for _twice in range(2):
        brought("volunteers", PEOPLE + AMY, ada)
        brought("placements", PLACED, ada)
        brought("credits", CREDITS, ada)
        brought("commitments", PROMISED, ada)
        brought("hours", GIVEN, ada)

    placement = Placement.objects.select_related("role").get()
    assert (placement.starts_on, placement.ends_on, placement.is_paid) == (date(2026, 10, 5), None, False)
    rsd = Credit.objects.get(module__key="rsd")
    assert (rsd.source, rsd.valid_until, rsd.reason) == ("imported", date(2028, 9, 13), "Sheet of September")
    assert Completion.objects.get().completed_on == date(2026, 9, 13)
    commitment = Commitment.objects.get()
    assert (commitment.signed_on, commitment.anchor_on) == (date(2026, 10, 5), date(2026, 10, 5))
    assert commitment.ends_on == date(2027, 4, 19)  # six months and a fortnight's pause
    assert commitment.light != Light.NOT_BEGUN.value
    assert sorted(HoursEntry.objects.values_list("minutes", "source", "confirmed_by")) == [
        (150, "import", ada.pk),
        (210, "import", ada.pk),
    ]
    met = {found.criterion for found in standing_of(placement) if found.met}
    assert {Criterion.ACCEPTED, Criterion.TRAINED, Criterion.COMMITTED} <= met
    assert set(StandingChange.objects.values_list("cause", flat=True)) == {"import"}
    assert not StandingChange.objects.untold().exists()
    assert not Delivery.objects.exists()
    assert ImportRun.objects.filter(created=0).count() == 5
    assert ImportedRow.objects.count() == 7


def test_pages_say_where_facts_came_from(client: Client, ada: User, susan: User, casework: Role) -> None:
    brought("volunteers", PEOPLE + AMY, ada)
    brought("placements", PLACED, ada)
    brought("credits", CREDITS, ada)
    placement = Placement.objects.get()
    run = reverse("training_import:inspect", args=(ImportRun.objects.get(kind="credits").pk,))
    volunteer = reverse("recruitment_volunteer:inspect", args=(placement.volunteer_id,))

    for user, may in ((ada, True), (susan, False)):
        client.force_login(user)
        for page in (volunteer, reverse("training_person", args=(placement.pk,))):
            shown = client.get(page).content.decode()
            assert "Refugee law, 12 September 2026 (Sheet of September)" in shown
            assert "list.csv, row 3" in shown
            assert (run in shown) is may
    kept = copy_of(placement.volunteer)["brought_in"]
    rows = [("volunteers", 2), ("placements", 2), ("credits", 2), ("credits", 3)]
    assert [(row["kind"], row["row"]) for row in kept] == rows


def test_what_staff_withdrew_since_is_not_written_once_more(ada: User, casework: Role) -> None:
    brought("volunteers", PEOPLE + AMY, ada)
    brought("credits", CREDITS, ada)
    Credit.objects.update(withdrawn_at=datetime(2027, 2, 9, tzinfo=HONG_KONG))

    assert (brought("credits", CREDITS, ada).created, Credit.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("placements", "person,role,from\nZ9,casework,2026-10-05\n", "Nobody is known by this"),
        ("placements", "person,role,from\nV,cooking,2026-10-05\n", "There is no such role"),
        ("placements", "person,role,from\nV,casework,2027-03-01\n", "still to come"),
        ("placements", "person,role,from\nV,casework,31/2/2026\n", "Write the day as"),
        ("placements", "person,role,from,until\nV,casework,2026-10-05,2026-10-01\n", "ends before it begins"),
        ("placements", "person,role,from,until\nV,casework,2025-10-05,2025-12-01\n", "Say why it ended"),
        ("placements", "person,role,from\nV,casework,2026-03-01\n", "on some of these days already"),
        ("credits", "person,module,earned on,where this is written\nV,law,2027-03-01,x\n", "still to come"),
        ("credits", "person,module,earned on,where this is written\nV,law,2026-03-01,\n", "required"),
        ("credits", "person,module,earned on,where this is written\nV,tea,2026-03-01,x\n", "no such module"),
        ("commitments", "person,role,signed on,version,hours,months\nV,casework,2026-10-05,7,6,6\n", "no such version"),
        (
            "commitments",
            "person,role,signed on,version,hours,months,begins on\nV,casework,2026-10-05,1,6,6,2025-01-01\n",
            "cannot begin before the placement",
        ),
        ("hours", "person,role,day,hours\nV,casework,2027-02-03,25\n", "A day has 24 hours"),
        ("hours", "person,role,day,hours\nV,casework,2025-02-03,2\n", "did not hold this role"),
        ("hours", "person,role,day,hours\nV,casework,2027-02-03,many\n", "Write the hours as"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ada: User, casework: Role, kind: str, text: str, why: str) -> None:
    placement = PlacementFactory(role=casework, starts_on=date(2026, 1, 5))
    trial = tried(kind, text.replace("V,", f"{placement.volunteer},"), ada)

    assert why in reasons(trial)[2]


EVERYTHING_WRONG = [
    (
        "placements",
        "Z9,cooking,2027-03-01,2027-02-01,,\n",
        ["Nobody is known", "no such role", "still to come", "ends before it begins", "Say why it ended"],
    ),
    ("credits", "Z9,tea,2027-03-01,x\n", ["Nobody is known", "no such module", "still to come"]),
    ("credits", "Z9,tea,soon,\n", ["Write the day as", "required", "Nobody is known", "no such module"]),
    (
        "commitments",
        "V;casework;2027-03-01;7;6;6;2025-01-01;;2027-01-03;Examinations\n",
        ["cannot begin before the placement", "still to come", "no such version", "when the pause began"],
    ),
    ("hours", "Z9\tcooking\t2027-02-11\t25\t\n", ["Nobody is known", "no such role", "still to come", "24 hours"]),
    ("hours", "V\tcasework\t2027-02-11\t\t\n", ["required", "still to come"]),
]


@pytest.mark.parametrize(("kind", "row", "whys"), EVERYTHING_WRONG)
def test_all_that_is_wrong_with_a_row_is_said_at_once(
    ada: User, casework: Role, kind: str, row: str, whys: list[str]
) -> None:
    placement = PlacementFactory(role=casework, starts_on=date(2026, 1, 5))
    heads = {"placements": PLACED, "credits": CREDITS, "commitments": PROMISED, "hours": GIVEN}[kind].split("\n")[0]
    trial = tried(kind, f"{heads}\n{row.replace('V', str(placement.volunteer))}", ada)

    said = [why for _column, why in trial.wrong[0].wrong]
    assert [why for why in whys if not any(why in one for one in said)] == []
    assert len(said) == len(whys)


def test_a_signed_commitment_stays_and_paid_hours_never_count(ada: User, casework: Role) -> None:
    placement = PlacementFactory(role=casework, starts_on=date(2026, 1, 5), is_paid=True)
    CommitmentFactory(placement=placement)

    signed = f"person,role,signed on,version,hours,months\n{placement.volunteer},casework,2026-10-05,1,6,6\n"
    assert "They have a commitment here, signed on" in reasons(tried("commitments", signed, ada))[2]
    hours = f"person,role,day,hours\n{placement.volunteer},casework,2027-02-03,2\n"
    assert "paid hours are never volunteer hours" in reasons(tried("hours", hours, ada))[2]


def test_nobody_brings_in_what_they_may_not_write_nor_anything_about_themselves(
    rita: User, tom: User, casework: Role
) -> None:
    with pytest.raises(PermissionDenied):
        tried("credits", CREDITS, rita)
    with pytest.raises(PermissionDenied):
        tried("volunteers", PEOPLE + AMY, tom)
    mine = VolunteerFactory(user=tom)
    trial = tried("credits", CREDITS.replace("A1", str(mine)), tom)
    assert [why for row in trial.wrong for _column, why in row.wrong] == [
        "Nobody decides this about themselves. Ask a colleague."
    ] * 2


def test_a_file_that_was_tried_is_kept_by_the_page_for_this_person_only(ada: User, rita: User) -> None:
    file = csv(PEOPLE + AMY)
    text = sealed(kind="volunteers", file=file, actor=ada)

    assert unsealed(kind="volunteers", text=text, actor=ada) == file
    assert unsealed(kind="volunteers", text=text, actor=rita) is None
    assert unsealed(kind="placements", text=text, actor=ada) is None
    assert unsealed(kind="volunteers", text=text[:-2], actor=ada) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_in_at_once_write_it_once(ada: User) -> None:
    ready = Barrier(2)
    told: list[int] = []

    def bring() -> int:
        try:
            ready.wait()
            return brought("volunteers", PEOPLE + AMY + BEN, ada).created
        except NotReadyError as error:
            return len(error.trial.known) - 2  # both are there: judged anew
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        created = sorted(one.result() for one in [both.submit(bring), both.submit(bring)])

    assert created == [0, 2]
    assert set(told) <= {2}  # whoever was refused was told that both are known
    assert sorted(Volunteer.objects.values_list("name", flat=True)) == ["Amy Wong", "Ben Okoro"]
    assert ImportedRow.objects.count() == 2


def workbook(*rows: list[Any]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_reads_as_it_looks() -> None:
    day = datetime.combine(date(2026, 9, 12), datetime.min.time())
    sheet = read_sheet(workbook(["person", "day", "hours"], [12.0, day, 2.5], [], [True, None, "=1+1"]))

    assert sheet.heads == ("person", "day", "hours")
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (2, ("12", "2026-09-12", "2.5")),
        (4, ("yes",)),
    ]


def test_screens_try_a_file_then_bring_it_in(client: Client, ada: User, casework: Role) -> None:
    client.force_login(ada)
    page = reverse("training_import:try", args=("volunteers",))
    assert client.get(page).status_code == 200

    wrong = client.post(page, {"file": SimpleUploadedFile("people.csv", b"person,name\nA1,\n")})
    assert (wrong.status_code, ImportRun.objects.count()) == (422, 0)
    assert "1 row is wrong" in wrong.content.decode()
    book = SimpleUploadedFile("people.xlsx", workbook(["Person", "Name", "Shoe size"], ["A1", "<b>Amy</b>", 38]))
    right = client.post(page, {"file": book})
    shown = right.content.decode()
    assert right.status_code == 200
    assert "&lt;b&gt;Amy&lt;/b&gt;" in shown
    assert "Shoe size" in shown
    assert not Volunteer.objects.exists()
    for _click in range(2):
        done = client.post(page, {"sealed": right.context["sealed"]})
        assert (done.status_code, Volunteer.objects.count()) == (302, 1)
    run = client.get(done["Location"]).content.decode()
    assert "people.xlsx" in run
    assert client.post(page, {"sealed": "x" + right.context["sealed"]}).status_code == 422
    listed = client.get(reverse("training_import:index")).content.decode()
    assert listed.count("people.xlsx") == 2


@pytest.mark.parametrize("kind", ImportRun.Kind.values)
def test_templates_hold_the_headings_that_are_read(client: Client, ada: User, casework: Role, kind: str) -> None:
    client.force_login(ada)
    for shape in ("csv", "xlsx"):
        given = client.get(reverse("training_import:template", args=(kind, shape)))
        trial = try_out(kind=kind, file=File.read("x", given.content), actor=ada)
        assert (trial.missing, trial.unread, trial.outcomes) == ((), (), ())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "nothing in the file"),
        (b"PK\x03\x04rubbish", "cannot be read"),
        ("姓名,電話\n".encode("big5"), "CSV UTF-8"),
        (b"a\0b", "not a CSV file"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"a\n" * (ROWS + 2), "more than"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_sheet(content)
