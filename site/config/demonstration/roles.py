"""The organisation and the six areas of volunteering, with their terms."""

from typing import Any

from base.models import Organisation
from recruitment.models import Role
from recruitment.rules import FormKind

CASEWORK, INTERPRETATION = "casework", "interpretation"
FUNDRAISING, EVENTS, PRESS, TECHNOLOGY = "fundraising", "events", "press", "technology"

ORGANISATION: dict[str, str] = {
    "name_en": "Hong Kong Refugee Advice Centre (demonstration)",
    "name_zh": "香港難民諮詢中心（示範）",
    "address_en": "1/F, 1 Demonstration Street, Hong Kong",
    "address_zh": "香港示範街1號1樓",
    "email": "volunteers@example.org",
    "phone": "+852 5500 0100",
}

ROLES: tuple[dict[str, Any], ...] = (
    {
        "slug": CASEWORK,
        "form_kind": FormKind.CASEWORK.value,
        "name_en": "Casework",
        "name_zh": "個案工作",
        "summary_en": "Meet people on the day they come in, listen to their story, and help prepare their case "
        "for refugee status.",
        "summary_zh": "在求助者到訪當日接待他們，聆聽他們的經歷，並協助準備難民身份的申請。",
        "preferred_en": "A legal background, or experience with refugees or other vulnerable clients.",
        "preferred_zh": "具法律背景，或曾與難民或其他弱勢人士共事。",
        "hours_min": 5,
        "hours_max": 10,
        "months": 6,
        "training_compulsory": True,
        "weekday_daytime": True,
        "is_casework": True,
        "recruits_by_cohort": True,
        "weight_legal": 3,
        "weight_experience": 3,
    },
    {
        "slug": INTERPRETATION,
        "form_kind": FormKind.INTERPRETATION.value,
        "name_en": "Interpretation and translation",
        "name_zh": "傳譯及翻譯",
        "summary_en": "Carry every word between a person and their adviser, case by case, spoken or written.",
        "summary_zh": "按個案在求助者與顧問之間傳達每一句話，口譯或筆譯皆可。",
        "preferred_en": "Fluency in English and a language our clients speak. Training sessions are held regularly.",
        "preferred_zh": "流利掌握英語及一種求助者所用的語言。我們定期舉辦社區傳譯培訓。",
        "may_be_paid": True,
        "weight_experience": 2,
    },
    {
        "slug": FUNDRAISING,
        "form_kind": FormKind.FUNDRAISING.value,
        "name_en": "Development and fundraising",
        "name_zh": "發展及籌款",
        "summary_en": "Work with the Executive Director and the Development Officer on strategy, donors and networks.",
        "summary_zh": "與行政總監及發展主任合作，籌劃策略、聯繫捐助者及拓展人脈。",
        "preferred_en": "Experience of fundraising, grant writing or building partnerships.",
        "preferred_zh": "具籌款、撰寫資助申請或建立夥伴關係的經驗。",
    },
    {
        "slug": EVENTS,
        "form_kind": FormKind.EVENTS.value,
        "name_en": "Events planning",
        "name_zh": "活動策劃",
        "summary_en": "Plan and run the events that bring people together for refugee rights.",
        "summary_zh": "策劃並推行各類活動，凝聚關心難民權利的人。",
        "preferred_en": "A head for detail, and a calm one on the evening itself.",
        "preferred_zh": "心思細密，臨場鎮定。",
    },
    {
        "slug": PRESS,
        "form_kind": FormKind.PRESS.value,
        "name_en": "Press and publicity",
        "name_zh": "傳媒及宣傳",
        "summary_en": "Tell Hong Kong about refugees' rights and needs: fact sheets, press packs, materials.",
        "summary_zh": "製作資料單張、新聞資料及宣傳品，讓香港認識難民的權利與需要。",
        "preferred_en": "Writing, design or press experience.",
        "preferred_zh": "具寫作、設計或傳媒經驗。",
    },
    {
        "slug": TECHNOLOGY,
        "form_kind": FormKind.TECHNOLOGY.value,
        "name_en": "Information technology",
        "name_zh": "資訊科技",
        "summary_en": "Keep the network and the website in good order, and help everyone make use of them.",
        "summary_zh": "維護網絡及網站，協助同事善用資訊科技。",
        "preferred_en": "Experience with networks, web development or supporting users.",
        "preferred_zh": "具網絡、網頁開發或用戶支援經驗。",
    },
)


def make_organisation() -> Organisation:
    """The organisation, whose name says that this is a demonstration."""
    return Organisation.objects.update_or_create(pk=1, defaults=ORGANISATION)[0]


def make_roles() -> dict[str, Role]:
    """The six areas by their address, in the order in which they are shown."""
    return {terms["slug"]: Role.objects.create(sort_order=order, **terms) for order, terms in enumerate(ROLES, 1)}
