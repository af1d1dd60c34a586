"""The mails about a talk with an applicant. Their subjects and calendar entries say nothing of what it is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.samples import CHINESE

_FIELDS = {
    "name": _("the applicant's name"),
    "role": _("the role"),
    "time": _("the day and time, in Hong Kong"),
    "place": _("the place, or how one is called"),
    "interviewer": _("the name of who talks with them"),
    "status": _("the address where the application can be followed"),
    "organisation": _("the organisation's name"),
}
_SAMPLE = {
    "name": "Chan Siu Ming",
    "role": "Casework",
    "time": "Saturday 16 January 2027, 14:00",
    "place": "By telephone",
    "interviewer": "Rita Lam",
    "status": "https://example.org/en/apply/casework/…/status/",
    "organisation": "Hong Kong Refugee Advice Centre",
}
_FOR_INTERVIEWER = {
    "reference": _("the reference of the application"),
    "time": _("the day and time, in Hong Kong"),
    "place": _("the place, or how one is called"),
    "application": _("the address of the application, for staff"),
    "organisation": _("the organisation's name"),
}
_FOR_INTERVIEWER_SAMPLE = {
    "reference": "KM4-7QR",
    "time": "Saturday 16 January 2027, 14:00",
    "place": "By telephone",
    "application": "https://example.org/admin/applications/inspect/17/",
    "organisation": "Hong Kong Refugee Advice Centre",
}

Text = tuple[str, str]


def _to_applicant(key: str, label: str | Promise, en: Text, zh: Text, *, with_reason: bool = False) -> Kind:
    """A mail to an applicant: subject and middle part in both languages, between greeting and signature."""
    (subject_en, text_en), (subject_zh, text_zh) = en, zh
    more = {"reason": _("why, if a reason is given")} if with_reason else {}
    sample = {"reason": "The interviewer is ill."} if with_reason else {}
    return register(
        Kind(
            key=key,
            label=label,
            fields={**_FIELDS, **more},
            sample={**_SAMPLE, **sample},
            sample_zh=CHINESE,
            subject_en=subject_en,
            subject_zh=subject_zh,
            body_en=f"Dear {{name}},\n\n{text_en}\n\n{{organisation}}\n",
            body_zh=f"{{name}}：\n\n{text_zh}\n\n{{organisation}}\n",
        )
    )


def _to_interviewer(key: str, label: str | Promise, en: Text, zh: Text) -> Kind:
    (subject_en, text_en), (subject_zh, text_zh) = en, zh
    return register(
        Kind(
            key=key,
            label=label,
            fields=_FOR_INTERVIEWER,
            sample=_FOR_INTERVIEWER_SAMPLE,
            sample_zh=CHINESE,
            subject_en=subject_en,
            subject_zh=subject_zh,
            body_en=f"{text_en}\n\n    {{application}}\n\n{{organisation}}\n",
            body_zh=f"{text_zh}\n\n    {{application}}\n\n{{organisation}}\n",
        )
    )


BOOKED = _to_applicant(
    "interview_booked",
    _("Interview: time booked"),
    (
        "Our conversation: {time}",
        (
            "Thank you for choosing a time to talk with us about “{role}”.\n\n"
            "    {time}\n    {place}\n    With {interviewer}\n\n"
            "All times are Hong Kong times. The attached file puts it into your calendar.\n\n"
            "If you need another time, you can change it or give it up until it begins:\n\n    {status}"
        ),
    ),
    (
        "我們的面談：{time}",
        (
            "多謝你選擇時間，與我們談談「{role}」的義工工作。\n\n    {time}\n    {place}\n    面談者：{interviewer}\n\n"
            "以上為香港時間。你可用附件把面談加入日曆。\n\n如需改期，可在面談開始前更改或取消：\n\n    {status}"
        ),
    ),
)
CHANGED = _to_applicant(
    "interview_changed",
    _("Interview: time or place changed by us"),
    (
        "Our conversation is now: {time}",
        (
            "The time or place of our conversation about “{role}” has changed. It is now:\n\n"
            "    {time}\n    {place}\n    With {interviewer}\n\n"
            "All times are Hong Kong times. The attached file changes the entry in your calendar.\n\n"
            "If this does not suit you, choose another time here:\n\n    {status}"
        ),
    ),
    (
        "面談時間已更改：{time}",
        (
            "我們就「{role}」的面談，時間或地點已更改為：\n\n    {time}\n    {place}\n    面談者：{interviewer}\n\n"
            "以上為香港時間。附件會更新你日曆中的記錄。\n\n如不適合，請在此另選時間：\n\n    {status}"
        ),
    ),
)
MOVED = _to_applicant(
    "interview_moved",
    _("Interview: the applicant chose another time"),
    (
        "Our conversation is now: {time}",
        (
            "You have chosen another time to talk with us about “{role}”. It is now:\n\n"
            "    {time}\n    {place}\n    With {interviewer}\n\n"
            "All times are Hong Kong times. The attached file changes the entry in your calendar.\n\n"
            "If you need another time again, choose it here:\n\n    {status}"
        ),
    ),
    (
        "面談時間已更改：{time}",
        (
            "你已就「{role}」的面談另選時間，現改為：\n\n    {time}\n    {place}\n    面談者：{interviewer}\n\n"
            "以上為香港時間。附件會更新你日曆中的記錄。\n\n如需再次改期，請在此選擇：\n\n    {status}"
        ),
    ),
)
CANCELLED = _to_applicant(
    "interview_cancelled",
    _("Interview: time cancelled by us"),
    (
        "We must cancel our conversation: {time}",
        (
            "We are sorry: we cannot talk with you about “{role}” at this time:\n\n    {time}\n\n"
            "The reason: {reason}\n\n"
            "Please choose another time here. Your application is not affected.\n\n    {status}"
        ),
    ),
    (
        "面談取消：{time}",
        (
            "很抱歉，我們未能在以下時間與你就「{role}」面談：\n\n    {time}\n\n原因：{reason}\n\n"
            "請在此另選時間。你的申請不受影響。\n\n    {status}"
        ),
    ),
    with_reason=True,
)
FREED = _to_applicant(
    "interview_freed",
    _("Interview: time given up"),
    (
        "Your time is free again: {time}",
        (
            "The time you had chosen to talk with us about “{role}” is given up:\n\n    {time}\n\n"
            "The attached file takes it out of your calendar. Here you see where your application stands:\n\n"
            "    {status}"
        ),
    ),
    (
        "已取消面談時間：{time}",
        (
            "你原定就「{role}」與我們面談的時間已取消：\n\n    {time}\n\n"
            "附件會從你的日曆移除此記錄。你可在此查看申請進度：\n\n    {status}"
        ),
    ),
)
TOMORROW = _to_applicant(
    "interview_tomorrow",
    _("Interview: reminder the day before"),
    (
        "Tomorrow: our conversation, {time}",
        (
            "We look forward to talking with you tomorrow about “{role}”.\n\n"
            "    {time}\n    {place}\n    With {interviewer}\n\n"
            "If you cannot come, please change the time or give it up, so that somebody else can have it:\n\n"
            "    {status}"
        ),
    ),
    (
        "明天面談：{time}",
        (
            "我們期待明天與你談談「{role}」的義工工作。\n\n    {time}\n    {place}\n    面談者：{interviewer}\n\n"
            "如未能出席，請更改或取消時間，讓其他人可以使用：\n\n    {status}"
        ),
    ),
)
INTERVIEWER_BOOKED = _to_interviewer(
    "interviewer_booked",
    _("To the interviewer: a time is booked"),
    (
        "Booked: {time}, application {reference}",
        "Application {reference} has booked this time with you:\n\n    {time}\n    {place}\n\nRead the application:",
    ),
    (
        "已預約：{time}，申請 {reference}",
        "申請 {reference} 已預約與你面談：\n\n    {time}\n    {place}\n\n閱讀申請：",
    ),
)
INTERVIEWER_CHANGED = _to_interviewer(
    "interviewer_changed",
    _("To the interviewer: a time or place changed"),
    (
        "Changed: {time}, application {reference}",
        "Your conversation with application {reference} is now:\n\n    {time}\n    {place}\n\nRead the application:",
    ),
    (
        "已更改：{time}，申請 {reference}",
        "你與申請 {reference} 的面談現改為：\n\n    {time}\n    {place}\n\n閱讀申請：",
    ),
)
INTERVIEWER_CANCELLED = _to_interviewer(
    "interviewer_cancelled",
    _("To the interviewer: a time is given up or cancelled"),
    (
        "Cancelled: {time}, application {reference}",
        (
            "Your conversation with application {reference} does not take place at this time:\n\n    {time}\n\n"
            "The application:"
        ),
    ),
    (
        "已取消：{time}，申請 {reference}",
        "你與申請 {reference} 在以下時間的面談已取消：\n\n    {time}\n\n有關申請：",
    ),
)
