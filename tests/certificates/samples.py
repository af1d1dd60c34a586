"""Facts as they are printed, and a code that is always the same."""

from typing import Any

from certificates.management.samples import AWARDS
from certificates.management.samples import NAMES as EVERYONE
from certificates.rules import check_symbol

PAYLOAD = "7K3M2Q9XWT5HRD8PC"
CODE = PAYLOAD + check_symbol(PAYLOAD)
SERIAL = "HKRAC-2027-00017"
# In scripts that need different things of type: two scripts at once, stacked accents, joined letters, Polish.
NAMES = {key: EVERYONE[key] for key in ("chan", "anh", "fatima", "zolc")}
MODULES = (
    ("Introduction to refugee status determination", "難民身分甄別入門", "2026-09-19"),
    ("Working with survivors of trauma", "與創傷倖存者工作", "2026-09-19"),
    ("Intake interviewing", "接案面談技巧", "2026-09-20"),
    ("Confidentiality and professional ethics", "保密與專業操守", "2027-01-17"),
)


def facts(name: str = "Chan Tai Man", other: str = "陳大文", **changed: Any) -> dict[str, Any]:
    """The frozen facts of a casework certificate."""
    return {
        "name": name,
        "name_other": other,
        "award": dict(AWARDS["training"]["award"]),
        "signatory": {"name": "Margaret Ho 何敏儀", "title_en": "Executive Director", "title_zh": "行政總監"},
        "role": dict(AWARDS["training"]["role"]),
        "organisation": {"en": "Hong Kong Refugee Advice Centre", "zh": "香港難民諮詢中心"},
        "completed_on": "2027-01-17",
        "modules": [
            {"title_en": english, "title_zh": chinese, "on": day, "how": "attendance"}
            for english, chinese, day in MODULES
        ],
        "service": None,
        "issued_on": "2027-01-18",
        "expires_on": None,
        "verify_url": "https://volunteers.example.org",
        **changed,
    }
