"""What is certified, and in whose name: nobody's."""

from typing import Any

from certificates.actions import save_award
from certificates.models import Award
from recruitment.models import Role
from training.models import Event

SIGNATORY = {
    "signatory_name": "D. E. Monstration",
    "signatory_title_en": "Executive Director (demonstration)",
    "signatory_title_zh": "行政總監（示範）",
}
AWARDS: tuple[dict[str, Any], ...] = (
    {
        "key": "casework-training",
        "kind": Award.Kind.TRAINING.value,
        "title_en": "Casework training",
        "title_zh": "個案工作培訓",
        "text_en": "has completed the compulsory training for casework with people who seek refugee status.",
        "text_zh": "已完成為尋求難民身份人士提供個案服務的必修培訓。",
        "validity_months": 36,
    },
    {
        "key": "casework-service",
        "kind": Award.Kind.SERVICE.value,
        "title_en": "Volunteer service in casework",
        "title_zh": "個案工作義務服務",
        "text_en": "has fulfilled a commitment of volunteer service in casework.",
        "text_zh": "已履行個案工作義務服務的承諾。",
        "validity_months": None,
    },
    {
        "key": "training-weekend",
        "kind": Award.Kind.EVENT.value,
        "event_kind": Event.Kind.WEEKEND.value,
        "title_en": "Training weekend",
        "title_zh": "週末培訓",
        "text_en": "has attended every session of a training weekend for volunteers.",
        "text_zh": "已出席義工週末培訓的全部課節。",
        "validity_months": None,
    },
    {
        "key": "community-interpretation",
        "kind": Award.Kind.EVENT.value,
        "event_kind": Event.Kind.INTERPRETATION.value,
        "title_en": "Community interpretation training",
        "title_zh": "社區傳譯培訓",
        "text_en": "has attended the whole training in community interpretation.",
        "text_zh": "已完整出席社區傳譯培訓。",
        "validity_months": None,
    },
    {
        "key": "special-thanks",
        "kind": Award.Kind.OTHER.value,
        "title_en": "Certificate of appreciation",
        "title_zh": "感謝狀",
        "text_en": "has given exceptional help to people who seek refugee status.",
        "text_zh": "曾為尋求難民身份人士提供卓越協助。",
        "validity_months": None,
    },
)


def make_awards(casework: Role) -> dict[str, Award]:
    """The awards by their kind; of two of a kind the first."""
    made: dict[str, Award] = {}
    for words in AWARDS:
        role = None if words["kind"] in {Award.Kind.EVENT, Award.Kind.OTHER} else casework
        row = save_award(award=Award(role=role, **words, **SIGNATORY), actor=None)
        made.setdefault(row.kind, row)
    return made
