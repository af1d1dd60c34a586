"""The mails about references: to those who can speak for an applicant, and to the applicant."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.samples import CHINESE

_FIELDS = {
    "referee": _("the name of whoever is asked"),
    "name": _("the applicant's name"),
    "role": _("the role"),
    "link": _("the link to answer by"),
    "until": _("until when it can be answered"),
    "organisation": _("the organisation's name"),
}
_SAMPLE = {
    "referee": "Prof. Amina Yusuf",
    "name": "Chan Siu Ming",
    "role": "Casework",
    "link": "https://example.org/en/apply/reference/…/",
    "until": "Saturday 16 January 2027",
    "organisation": "Hong Kong Refugee Advice Centre",
}
ASKED = register(
    Kind(
        key="reference_asked",
        label=_("Reference: asked for"),
        fields=_FIELDS,
        sample=_SAMPLE,
        sample_zh=CHINESE,
        subject_en="May we ask you for a reference?",
        subject_zh="希望你能提供推薦意見",
        body_en=(
            "Dear {referee},\n\n{name} has applied to volunteer with us as “{role}” and named you as somebody who can "
            "speak for them. We would be grateful for a few sentences; it takes about ten minutes, and no account is "
            "needed:\n\n    {link}\n\n"
            "The link is yours alone and works until {until}. What you write is read by the people who decide, and is "
            "not passed on to {name}. You may also say there that you would rather not.\n\n"
            "If you do not know {name}, please tell us by answering this mail.\n\n{organisation}\n"
        ),
        body_zh=(
            "{referee}：\n\n{name} 申請擔任我們的「{role}」義工，並提出由你提供推薦意見。"
            "希望你能寫幾句話，約需十分鐘，無須登記帳戶：\n\n    {link}\n\n"
            "此連結只供你使用，有效至 {until}。你的意見只供負責審批的人員閱讀，不會轉交 {name}。"
            "如不便提供，亦可在該頁面告訴我們。\n\n如你不認識 {name}，請回覆本郵件告知。\n\n{organisation}\n"
        ),
        secret=True,
    )
)
REMINDER = register(
    Kind(
        key="reference_reminder",
        label=_("Reference: reminder"),
        fields=_FIELDS,
        sample=_SAMPLE,
        sample_zh=CHINESE,
        subject_en="A reminder: may we ask you for a reference?",
        subject_zh="提示：希望你能提供推薦意見",
        body_en=(
            "Dear {referee},\n\nA week ago we asked you for a reference for {name}, who has applied to volunteer with "
            "us as “{role}”. Here is a new link; the earlier one no longer works:\n\n    {link}\n\n"
            "It works until {until}. If you would rather not, please say so there: that helps too. "
            "We do not write again.\n\n{organisation}\n"
        ),
        body_zh=(
            "{referee}：\n\n我們在一星期前曾請你為申請擔任「{role}」義工的 {name} 提供推薦意見。"
            "請使用以下新連結，舊連結已經失效：\n\n    {link}\n\n"
            "連結有效至 {until}。如不便提供，也請在該頁面告訴我們。我們不會再發出提示。\n\n{organisation}\n"
        ),
        secret=True,
    )
)


def _to_applicant(
    key: str, label: str | Promise, en: tuple[str, str], zh: tuple[str, str], *, names_referee: bool = True
) -> Kind:
    fields = {
        "name": _("the applicant's name"),
        "role": _("the role"),
        "status": _("the address where the application can be followed"),
        "organisation": _("the organisation's name"),
    }
    sample = {
        "name": "Chan Siu Ming",
        "role": "Casework",
        "status": "https://example.org/en/apply/casework/…/status/",
        "organisation": "Hong Kong Refugee Advice Centre",
    }
    (subject_en, text_en), (subject_zh, text_zh) = en, zh
    return register(
        Kind(
            key=key,
            label=label,
            fields={**fields, "referee": _FIELDS["referee"]} if names_referee else fields,
            sample={**sample, "referee": _SAMPLE["referee"]} if names_referee else sample,
            sample_zh=CHINESE,
            subject_en=subject_en,
            subject_zh=subject_zh,
            body_en=f"Dear {{name}},\n\n{text_en}\n\n    {{status}}\n\n{{organisation}}\n",
            body_zh=f"{{name}}：\n\n{text_zh}\n\n    {{status}}\n\n{{organisation}}\n",
        )
    )


WANTED = _to_applicant(
    "referees_wanted",
    _("Reference: the applicant is asked to name referees"),
    (
        "Who can speak for you?",
        (
            "Before you begin as “{role}” we would like to hear from one or two people who know you. "
            "Please tell us who they are:"
        ),
    ),
    (
        "誰可以為你提供推薦意見？",
        "在你開始「{role}」的義工工作之前，我們希望聽聽一至兩位認識你的人的意見。請告訴我們：",
    ),
    names_referee=False,
)
RECEIVED = _to_applicant(
    "reference_received",
    _("Reference: the applicant is told that it came"),
    ("A reference for you has arrived", "{referee} has written to us about you. Please thank them from us as well."),
    ("已收到你的推薦意見", "{referee} 已就你的申請回覆我們，請代我們向對方致謝。"),
)
DECLINED = _to_applicant(
    "reference_declined",
    _("Reference: the applicant is told that one was declined"),
    (
        "Please name somebody else",
        "{referee} cannot give a reference just now; there can be many reasons. You can name somebody else here:",
    ),
    ("請另提一位推薦人", "{referee} 現時未能提供推薦意見，原因可以有很多。你可在此另提一位推薦人："),
)
