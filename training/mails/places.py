"""The mails about places."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

FIELDS = {
    "name": _("the volunteer's name"),
    "event": _("what the place is on"),
    "dates": _("its dates"),
    "venue": _("where it is held"),
    "link": _("the volunteer's own pages"),
}
SAMPLE = {
    "name": "陳大文",
    "event": "Training weekend, January 2027",
    "dates": "Saturday 16 and Sunday 17 January 2027",
    "venue": "Training room, Hong Kong",
    "link": "https://example.org/en/my/",
}

PLACE_OFFERED = register(
    Kind(
        key="place_offered",
        label=_("Place offered"),
        fields={**FIELDS, "until": _("the last day to confirm")},
        sample={**SAMPLE, "until": "Saturday 5 December 2026"},
        subject_en="A place for you: {event}",
        subject_zh="為你預留名額：{event}",
        body_en=(
            "Dear {name},\n\nThere is a place for you on {event}.\n\n    {dates}\n    {venue}\n\n"
            "Please confirm it, or give it up so that somebody else can come, by {until}:\n\n    {link}\n\n"
            "After that day it goes to the next person in line.\n"
        ),
        body_zh=(
            "{name}：\n\n我們為你預留了「{event}」的名額。\n\n    {dates}\n    {venue}\n\n"
            "請於 {until} 或之前確認；如未能出席，請放棄名額，讓其他人參加：\n\n    {link}\n\n"
            "逾期名額將轉給輪候名單上的下一位。\n"
        ),
    )
)
PLACE_CONFIRMED = register(
    Kind(
        key="place_confirmed",
        label=_("Place confirmed"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="Your place is confirmed: {event}",
        subject_zh="名額已確認：{event}",
        body_en=(
            "Dear {name},\n\nYour place on {event} is confirmed. We look forward to seeing you.\n\n"
            "    {dates}\n    {venue}\n\nThe sessions, and what to do if you cannot come after all, are here:\n\n    "
            "{link}\n"
        ),
        body_zh=(
            "{name}：\n\n你在「{event}」的名額已確認，期待與你見面。\n\n    {dates}\n    {venue}\n\n"
            "各節時間，以及未能出席時的安排，請見：\n\n    {link}\n"
        ),
    )
)
PLACE_WAITLISTED = register(
    Kind(
        key="place_waitlisted",
        label=_("On the waitlist for a place"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="You are on the waitlist: {event}",
        subject_zh="你已列入輪候名單：{event}",
        body_en=(
            "Dear {name},\n\nThere is no free place on {event} ({dates}) at the moment. You are on the waitlist, in "
            "the order in which people joined it. As soon as a place is free and it is your turn, we write to you.\n\n"
            "You need do nothing. Your pages show where you stand:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」（{dates}）暫時名額已滿。你已按先後次序列入輪候名單；一有名額而輪到你，我們會電郵通知。\n\n"
            "你無須採取任何行動。你的頁面會顯示最新情況：\n\n    {link}\n"
        ),
    )
)
PLACE_CANCELLED = register(
    Kind(
        key="place_cancelled",
        label=_("Place given up"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="Your place was given up: {event}",
        subject_zh="已放棄名額：{event}",
        body_en=(
            "Dear {name},\n\nYour place on {event} ({dates}) was given up and goes to the next person in line. "
            "Thank you for telling us.\n\nWhen you can come to another weekend, ask for a place here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你已放棄「{event}」（{dates}）的名額，名額將轉給輪候名單上的下一位。多謝你通知我們。\n\n"
            "如你能參加另一次培訓周末，請在此申請名額：\n\n    {link}\n"
        ),
    )
)
PLACE_LAPSED = register(
    Kind(
        key="place_lapsed",
        label=_("Offer of a place lapsed"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="We did not hear from you: {event}",
        subject_zh="未收到你的回覆：{event}",
        body_en=(
            "Dear {name},\n\nWe kept a place for you on {event} ({dates}) and did not hear from you in time, so it "
            "goes to the next person in line.\n\nIf you still want to come, ask for a place again here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n我們為你預留了「{event}」（{dates}）的名額，但未有在限期前收到你的回覆，名額已轉給下一位。\n\n"
            "如你仍想參加，請在此再次申請：\n\n    {link}\n"
        ),
    )
)
