"""The mails about commitments and hours."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

FIELDS = {
    "name": _("the volunteer's name"),
    "role": _("the role the commitment is for"),
    "ends": _("the day on which the commitment ends"),
    "link": _("the volunteer's own page on their commitment"),
}
SAMPLE = {
    "name": "陳大文",
    "role": "Casework",
    "ends": "Sunday 18 July 2027",
    "link": "https://example.org/en/my/six-months/",
}
CHINESE = {
    "role": "個案工作",
    "ends": "2027年7月18日（星期日）",
    "days": "2027年1月20日（星期三）",
    "reason": "當日的接待時段已取消。",
    "link": "https://example.org/zh-hant/my/six-months/",
    "stop": "https://example.org/zh-hant/my/reminders/…/",
}

HOURS_BEHIND = register(
    Kind(
        key="hours_behind",
        label=_("Behind with hours"),
        fields={
            **FIELDS,
            "given": _("hours logged in the last four weeks"),
            "promised": _("hours promised for four weeks"),
            "stop": _("a link that stops these reminders"),
        },
        sample_zh=CHINESE,
        sample={**SAMPLE, "given": "9", "promised": "24", "stop": "https://example.org/en/my/reminders/…/"},
        subject_en="How is it going? Your hours in the last four weeks",
        subject_zh="近況如何？你最近四星期的服務時數",
        body_en=(
            "Dear {name},\n\nIn the last four weeks {given} hours are logged for {role}; {promised} were promised. "
            "If you gave more, please write them down here:\n\n    {link}\n\n"
            "If your weeks are fuller than you thought, tell us: a pause can be agreed, and nobody minds being asked."
            "\n\nYou hear this at most once a week. To stop these reminders:\n\n    {stop}\n"
        ),
        body_zh=(
            "{name}：\n\n最近四星期，你在「{role}」崗位記錄了 {given} 小時；原先承諾的是 {promised} 小時。"
            "如實際時數較多，請在此補記：\n\n    {link}\n\n"
            "如你近來比預期忙碌，請告訴我們：可以商量暫停一段時間，不必為難。"
            "\n\n此提示每星期最多一次。如不想再收到，請按：\n\n    {stop}\n"
        ),
    )
)
HOURS_REFUSED = register(
    Kind(
        key="hours_refused",
        label=_("Hours not confirmed"),
        fields={
            "name": FIELDS["name"],
            "days": _("the days whose hours were not confirmed"),
            "reason": _("why"),
            "link": _("the volunteer's own page on their hours"),
        },
        sample_zh=CHINESE,
        sample={
            "name": "陳大文",
            "days": "Wednesday 20 January 2027",
            "reason": "The session was cancelled that day.",
            "link": "https://example.org/en/my/hours/",
        },
        subject_en="Some of your hours were not confirmed",
        subject_zh="你有部分時數未獲確認",
        body_en=(
            "Dear {name},\n\nThe hours you logged for {days} were not confirmed:\n\n    {reason}\n\n"
            "If that is a mistake, answer this mail or log them again as they were:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你為 {days} 記錄的時數未獲確認：\n\n    {reason}\n\n"
            "如有錯誤，請回覆此電郵，或按實際情況重新記錄：\n\n    {link}\n"
        ),
    )
)
COMMITMENT_FULFILLED = register(
    Kind(
        key="commitment_fulfilled",
        label=_("Commitment fulfilled"),
        fields={**FIELDS, "hours": _("hours given and confirmed")},
        sample_zh=CHINESE,
        sample={**SAMPLE, "hours": "162"},
        subject_en="You have done all that you promised. Thank you",
        subject_zh="你已完成承諾，衷心感謝",
        body_en=(
            "Dear {name},\n\nYour months in {role} are served and your hours are given: {hours} hours, confirmed. "
            "People who needed somebody had you. Thank you.\n\nYou need not stop here; if you would like to go on, "
            "nothing has to be signed again. All of it is on your page:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你在「{role}」崗位的服務期已滿，時數亦已完成：已確認 {hours} 小時。"
            "有需要的人，因為有你而得到陪伴。衷心感謝。\n\n"
            "你不必就此停步；如願意繼續，無須重新簽署。詳情請見你的頁面：\n\n    {link}\n"
        ),
    )
)
COMMITMENT_EXTENDED = register(
    Kind(
        key="commitment_extended",
        label=_("Commitment extended"),
        fields={**FIELDS, "weeks": _("the number of weeks")},
        sample_zh=CHINESE,
        sample={**SAMPLE, "weeks": "4"},
        subject_en="More time for your hours",
        subject_zh="你有更多時間完成時數",
        body_en=(
            "Dear {name},\n\nYour months in {role} are served and some hours are still to be given. So that there is "
            "time for them, your commitment was extended by {weeks} weeks and now ends on {ends}. Nothing more is "
            "asked than you promised.\n\nWhere it stands:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你在「{role}」崗位的服務期已滿，尚欠部分時數。為讓你有時間完成，承諾期已延長 {weeks} 星期，"
            "至 {ends} 止。除原先承諾外，沒有其他要求。\n\n最新情況：\n\n    {link}\n"
        ),
    )
)
