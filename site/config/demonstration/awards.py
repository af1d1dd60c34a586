"""What is certified, and in whose name: nobody's."""

from typing import Any

from certificates.models import Award
from recruitment.models import Role

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
)


def make_awards(casework: Role) -> dict[str, Award]:
    """The awards by their kind."""
    return {words["kind"]: Award.objects.create(role=casework, **words, **SIGNATORY) for words in AWARDS}
