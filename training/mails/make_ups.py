"""The mails about make-ups: one module again, for whoever missed it."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

FIELDS = {
    "name": _("the volunteer's name"),
    "event": _("the module"),
    "dates": _("its day and time"),
    "venue": _("where it is held"),
    "link": _("the volunteer's own pages"),
}
SAMPLE = {
    "name": "陳大文",
    "event": "Working with interpreters",
    "dates": "Saturday 29 May 2027 11:45–13:15",
    "venue": "Training room, Hong Kong",
    "link": "https://example.org/en/my/",
}

MAKE_UP_OFFERED = register(
    Kind(
        key="make_up_offered",
        label=_("Make-up offered"),
        fields={**FIELDS, "until": _("the last day to confirm")},
        sample={**SAMPLE, "until": "Saturday 15 May 2027"},
        subject_en="Make up what you missed: {event}",
        subject_zh="補課安排：{event}",
        body_en=(
            "Dear {name},\n\nYou still need the module “{event}”. It is taught again, and a seat is kept for you:\n\n"
            "    {dates}\n    {venue}\n\nYou come to this session only; what you attended before stays yours. Please "
            "confirm by {until}, or tell us that you cannot come:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你尚欠單元「{event}」。該單元將再次授課，我們已為你預留座位：\n\n    {dates}\n    {venue}\n\n"
            "你只須出席這一節；已完成的單元仍然有效。請於 {until} 或之前確認，或告知我們未能出席：\n\n    {link}\n"
        ),
    )
)
MAKE_UP_CONFIRMED = register(
    Kind(
        key="make_up_confirmed",
        label=_("Make-up confirmed"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="Your make-up is confirmed: {event}",
        subject_zh="補課已確認：{event}",
        body_en=(
            "Dear {name},\n\nYour seat in this session is confirmed:\n\n    {event}\n    {dates}\n    {venue}\n\n"
            "The attached file puts it into your calendar. If you cannot come after all, please tell us here, so that "
            "we find another date:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n以下一節的座位已確認：\n\n    {event}\n    {dates}\n    {venue}\n\n"
            "附件可將這一節加入你的行事曆。如最終未能出席，請在此告知，以便另作安排：\n\n    {link}\n"
        ),
    )
)
MAKE_UP_CANCELLED = register(
    Kind(
        key="make_up_cancelled",
        label=_("Make-up given up"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="Your make-up was given up: {event}",
        subject_zh="已放棄補課：{event}",
        body_en=(
            "Dear {name},\n\nYour seat in the session “{event}” ({dates}) was given up. The module is still missing: "
            "our trainers look for another date with you. What you have completed is here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你已放棄單元「{event}」（{dates}）的座位。"
            "該單元尚未完成，培訓導師會與你另定日期。你已完成的部分請見：\n\n    {link}\n"
        ),
    )
)
MAKE_UP_LAPSED = register(
    Kind(
        key="make_up_lapsed",
        label=_("Offer of a make-up lapsed"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="We did not hear from you: {event}",
        subject_zh="未收到你的回覆：{event}",
        body_en=(
            "Dear {name},\n\nWe kept a seat for you in the session “{event}” ({dates}) and did not hear from you in "
            "time, so it is free for somebody else. The module is still missing. Please answer this mail or call us, "
            "and we look for another date.\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n我們為你預留了單元「{event}」（{dates}）的座位，但未有在限期前收到你的回覆，座位已開放予其他人。"
            "該單元尚未完成，請回覆此電郵或致電我們，另作安排。\n\n    {link}\n"
        ),
    )
)
