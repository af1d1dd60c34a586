"""The mails that come round by themselves."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.pipeline import (
    PAGE_EN,
    PAGE_ZH,
    PIPELINE_FIELDS,
    PIPELINE_SAMPLE,
    QUESTION_FIELDS,
    QUESTION_SAMPLE,
)
from recruitment.mails.samples import CHINESE

_DRAFT_FIELDS = {
    "role": _("the role"),
    "until": _("until when it is kept"),
    "organisation": _("the organisation's name"),
}
_DRAFT_SAMPLE = {
    "role": "Casework",
    "until": "Saturday 16 January 2027",
    "organisation": "Hong Kong Refugee Advice Centre",
}
_CLOSED_FIELDS = {
    **_DRAFT_FIELDS,
    "round": _("the round, or nothing"),
    "page": _("the address of what they wrote"),
}
_CLOSED_SAMPLE = {
    **_DRAFT_SAMPLE,
    "round": "January 2027",
    "page": "https://example.org/en/apply/casework/…/",
}
_REMINDER_FIELDS = {**PIPELINE_FIELDS, "day": _("the day on which it is closed without an answer")}
_REMINDER_SAMPLE = {**PIPELINE_SAMPLE, "day": "Saturday 16 January 2027"}

DRAFT_REMINDER = register(
    Kind(
        key="draft_reminder",
        label=_("Reminder of an application not sent"),
        fields={**_DRAFT_FIELDS, "link": _("the link")},
        sample={**_DRAFT_SAMPLE, "link": "https://example.org/en/apply/resume/…/"},
        sample_zh=CHINESE,
        subject_en="What you wrote is kept for one more week",
        subject_zh="你填寫的內容將再保留一星期",
        body_en=(
            "You began an application for “{role}” and have not sent it. What you wrote is kept until {until}, "
            "then it is deleted.\n\nTo go on where you stopped:\n\n    {link}\n\n"
            "Whoever has this link can read and change it, so please do not pass it on; earlier links stop working. "
            "If you have changed your mind, you need do nothing. This is the only reminder.\n\n{organisation}\n"
        ),
        body_zh=(
            "你曾開始填寫「{role}」的申請，但尚未遞交。你填寫的內容會保留至 {until}，其後便會刪除。\n\n"
            "請用以下連結繼續填寫：\n\n    {link}\n\n"
            "持有此連結的人可以閱讀和更改內容，請勿轉發；之前的連結已失效。"
            "如你已改變主意，無須採取任何行動。我們只會提醒一次。\n\n{organisation}\n"
        ),
        secret=True,
    )
)
ROLE_CLOSED = register(
    Kind(
        key="draft_role_closed",
        label=_("Told to those with a draft: the role is closed"),
        fields=_CLOSED_FIELDS,
        sample=_CLOSED_SAMPLE,
        sample_zh=CHINESE,
        subject_en="The role you began to apply for is closed for now",
        subject_zh="你正在申請的崗位已暫停接受申請",
        body_en=(
            "You began an application for “{role}”. This role takes no applications just now.\n\n"
            "What you wrote is kept until {until}. If the role opens again before then, you can go on here:\n\n"
            "    {page}\n\nIf the page asks for it, let it mail you a link to open it. Other roles may be open: "
            "see our site, or answer this mail.\n\n{organisation}\n"
        ),
        body_zh=(
            "你曾開始填寫「{role}」的申請。此崗位現已暫停接受申請。\n\n"
            "你填寫的內容會保留至 {until}。如崗位在此之前重新接受申請，你可在此繼續：\n\n"
            "    {page}\n\n如頁面未能開啟，可在該頁索取開啟連結。"
            "其他崗位或仍接受申請，歡迎瀏覽網站或回覆本郵件。\n\n{organisation}\n"
        ),
    )
)
ROUND_CLOSED = register(
    Kind(
        key="draft_round_closed",
        label=_("Told to those with a draft: the round is closed"),
        fields=_CLOSED_FIELDS,
        sample=_CLOSED_SAMPLE,
        sample_zh=CHINESE,
        subject_en="The round you chose takes no applications any more",
        subject_zh="你選擇的招募輪次已截止申請",
        body_en=(
            "You began an application for “{role}” and chose the round {round}. That round takes no applications "
            "any more.\n\nYou lose nothing: what you wrote is kept until {until}, and you can choose another "
            "round, or none, and send it:\n\n    {page}\n\n"
            "If the page asks for it, let it mail you a link to open it.\n\n{organisation}\n"
        ),
        body_zh=(
            "你曾開始填寫「{role}」的申請，並選擇了{round}的輪次。該輪次已截止申請。\n\n"
            "你填寫的內容不會遺失，會保留至 {until}。你可以改選其他輪次或不選，然後遞交：\n\n    {page}\n\n"
            "如頁面未能開啟，可在該頁索取開啟連結。\n\n{organisation}\n"
        ),
    )
)
OFFERED_REMINDER = register(
    Kind(
        key="offered_reminder",
        label=_("Reminder of an offer"),
        fields=_REMINDER_FIELDS,
        sample=_REMINDER_SAMPLE,
        sample_zh=CHINESE,
        subject_en="We wait for your answer",
        subject_zh="我們正等候你的回覆",
        body_en=(
            "Dear {name},\n\nWe offered you the role “{role}” and have not heard from you. "
            f"You can take it up or decline it here:{PAGE_EN}\n\n"
            "If you need more time or have a question, answer this mail. Without an answer we close the application "
            "on {day}; you may always apply again.\n\nYour reference is {reference}.\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n我們曾邀請你擔任「{role}」，但尚未收到你的回覆。你可在此接受或婉拒：" + PAGE_ZH + "\n\n"
            "如需更多時間或有疑問，請回覆本郵件。如未收到回覆，我們會在 {day} 結束此申請；歡迎你日後再次申請。\n\n"
            "你的參考編號是 {reference}。\n\n{organisation}\n"
        ),
    )
)
INFORMATION_REMINDER = register(
    Kind(
        key="information_reminder",
        label=_("Reminder of a question"),
        fields={**_REMINDER_FIELDS, **QUESTION_FIELDS},
        sample={**_REMINDER_SAMPLE, **QUESTION_SAMPLE},
        sample_zh=CHINESE,
        subject_en="Our question about your application",
        subject_zh="關於你的申請的提問",
        body_en=(
            "Dear {name},\n\nWe asked you something about your application for “{role}” and have not heard from you."
            f"\n\n{{question}}\n\nYou can answer here:{PAGE_EN}\n\n"
            "Without an answer we close the application on {day}; you may always apply again.\n\n"
            "Your reference is {reference}.\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n我們曾就你申請「{role}」一事向你提問，但尚未收到你的回覆。"
            "\n\n{question}\n\n你可在此回答：" + PAGE_ZH + "\n\n"
            "如未收到回覆，我們會在 {day} 結束此申請；歡迎你日後再次申請。\n\n"
            "你的參考編號是 {reference}。\n\n{organisation}\n"
        ),
    )
)
