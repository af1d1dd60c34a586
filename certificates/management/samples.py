"""Facts of certificates nobody was issued: twelve names in six scripts, three awards."""

import hashlib
from itertools import count
from typing import Any

from certificates.rules import ALPHABET, RANDOM, check_symbol

# In scripts that need different things of type: two at once, stacked accents, joined letters, Persian's joiners,
# Tamil's and Devanagari's reordering, one word only, and what is too long for one line.
NAMES = {
    "chan": ("Chan Tai Man", "陳大文"),
    "anh": ("Lê Thị Ánh", ""),
    "fatima": ("Fatima al-Zahra Hussein", "فاطمة الزهراء حسين"),
    "zolc": ("Żółć Wiśniewska-Dąbrowska", ""),
    "auyeung": ("Au-Yeung Siu Ming", "歐陽小明"),
    "lakshmi": ("Lakshmi Venkataraman", "லட்சுமி வெங்கடராமன்"),
    "selam": ("Selam Tesfaye", "ሰላም ተስፋዬ"),
    "sita": ("Sita Gurung", "सीता गुरुङ"),
    "reza": ("Mohammad Reza Hosseini-Nejad", "محمد رضا حسینی‌نژاد"),
    "suharti": ("Suharti", ""),
    "grace": ("Gŵendolen Ó Súilleabháin", ""),
    "long": ("Muhammad Abdulrahman ibn Khalid al-Farsi al-Baghdadi", ""),
}
TRAINING = (
    ("Introduction to refugee status determination", "難民身分甄別入門", "2026-09-19"),
    ("Working with survivors of trauma", "與創傷倖存者工作", "2026-09-19"),
    ("Intake interviewing", "接案面談技巧", "2026-09-20"),
    ("Confidentiality and professional ethics", "保密與專業操守", "2026-09-20"),
)
INTERPRETING = (
    ("Roles and ethics of the interpreter", "傳譯員的角色與操守", "2026-10-10"),
    ("Note-taking and memory", "筆記與記憶技巧", "2026-10-11"),
    ("Interpreting in interviews", "面談傳譯實習", "2026-10-17"),
)


def modules(listed: tuple[tuple[str, str, str], ...]) -> list[dict[str, str]]:
    """Modules as they are listed on paper."""
    return [{"title_en": english, "title_zh": chinese, "on": day, "how": "taught"} for english, chinese, day in listed]


AWARDS: dict[str, dict[str, Any]] = {
    "training": {
        "award": {
            "key": "casework",
            "kind": "training",
            "version": 1,
            "title_en": "Casework training",
            "title_zh": "個案工作培訓",
            "text_en": "has completed the compulsory training for volunteers in casework with people seeking refugee "
            "status in Hong Kong.",
            "text_zh": "已完成協助在港尋求難民身分人士之個案工作義工必修培訓。",
        },
        "role": {"en": "Casework", "zh": "個案工作"},
        "modules": modules(TRAINING),
        "service": None,
        "completed_on": "2026-09-20",
        "expires_on": None,
    },
    "interpreting": {
        "award": {
            "key": "interpretation",
            "kind": "training",
            "version": 1,
            "title_en": "Community interpretation training",
            "title_zh": "社區傳譯培訓",
            "text_en": "has completed the training for community interpreters who work with people seeking refugee "
            "status in Hong Kong.",
            "text_zh": "已完成為在港尋求難民身分人士服務之社區傳譯員培訓。",
        },
        "role": {"en": "Interpretation", "zh": "傳譯"},
        "modules": modules(INTERPRETING),
        "service": None,
        "completed_on": "2026-10-17",
        "expires_on": "2028-10-31",
    },
    "service": {
        "award": {
            "key": "service",
            "kind": "service",
            "version": 1,
            "title_en": "Six months of service",
            "title_zh": "六個月義務服務",
            "text_en": "has given six months of voluntary service, with our sincere thanks.",
            "text_zh": "已完成六個月義務服務，謹致謝忱。",
        },
        "role": {"en": "Casework", "zh": "個案工作"},
        "modules": [],
        "service": {"from": "2026-03-21", "until": "2026-09-21", "hours": 104},
        "completed_on": "2026-09-21",
        "expires_on": None,
    },
}


def code(key: str) -> str:
    """A code of nobody's, always the same for the same sample."""
    for turn in count():
        digest = hashlib.sha256(f"sample {key} {turn}".encode()).digest()
        payload = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:RANDOM])
        if (symbol := check_symbol(payload)) in ALPHABET:
            return payload + symbol
    raise AssertionError  # unreachable: counting never ends


def facts(name: str, award: str, *, verify_url: str) -> dict[str, Any]:
    """What is printed on one of them."""
    printed, other = NAMES[name]
    return {
        "name": printed,
        "name_other": other,
        "signatory": {"name": "Margaret Ho 何敏儀", "title_en": "Executive Director", "title_zh": "行政總監"},
        "organisation": {"en": "Hong Kong Refugee Advice Centre", "zh": "香港難民諮詢中心"},
        "issued_on": "2026-11-02",
        "verify_url": verify_url,
        **AWARDS[award],
    }
