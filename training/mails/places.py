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
            "    {dates}\n    {venue}\n\nThe attached files put the sessions into your calendar. The sessions, and "
            "what to do if you cannot come after all, are here:\n\n    "
            "{link}\n"
        ),
        body_zh=(
            "{name}：\n\n你在「{event}」的名額已確認，期待與你見面。\n\n    {dates}\n    {venue}\n\n"
            "附件可將各節加入你的行事曆。各節時間，以及未能出席時的安排，請見：\n\n    {link}\n"
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
PLACE_BY_PHONE = register(
    Kind(
        key="place_by_phone",
        label=_("In line for a place, too late for an offer by mail"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="You are in line, and we may call you: {event}",
        subject_zh="你正在輪候，我們或會致電：{event}",
        body_en=(
            "Dear {name},\n\n{event} ({dates}) begins so soon that we no longer offer places by mail. You are in line: "
            "if you can still come, one of us calls you.\n\nIf we do not call, you keep your turn and come first at "
            "the next one. You need do nothing. Your pages show where you stand:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」（{dates}）即將舉行，我們不再以電郵分配名額。你正在輪候：如仍有名額，我們會致電給你。\n\n"
            "如沒有接到電話，你的輪候次序會保留，並於下一次培訓優先獲得安排。你無須採取任何行動。你的頁面會顯示最新情況：\n\n"
            "    {link}\n"
        ),
    )
)
PLACE_CARRIED_OVER = register(
    Kind(
        key="place_carried_over",
        label=_("Carried over from one waitlist to the next"),
        fields={**FIELDS, "other": _("what there was no place on")},
        sample={**SAMPLE, "event": "Training weekend, May/June 2027", "other": "Training weekend, January 2027"},
        subject_en="You keep your turn: {event}",
        subject_zh="保留你的輪候次序：{event}",
        body_en=(
            "Dear {name},\n\nWe are sorry: no place became free for you on {other}. You keep your turn. You are now in "
            "line for {event}, before everybody who asks for a place there for the first time.\n\n    {dates}\n    "
            "{venue}\n\nAs soon as it is your turn we write to you, perhaps at once. If these days do not suit you, "
            "say so here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n很抱歉，「{other}」未有名額可以分配給你。我們已保留你的輪候次序，"
            "你現正輪候「{event}」，並優先於首次申請的人。\n\n"
            "    {dates}\n    {venue}\n\n輪到你時，我們會電郵通知，可能就在稍後。"
            "如日期不適合，請在此告知我們：\n\n    {link}\n"
        ),
    )
)
PLACE_MOVED = register(
    Kind(
        key="place_moved",
        label=_("Place moved to another event"),
        fields={**FIELDS, "other": _("where the place was before")},
        sample={**SAMPLE, "event": "Training weekend, May/June 2027", "other": "Training weekend, January 2027"},
        subject_en="Your place was moved: {event}",
        subject_zh="你的名額已轉移：{event}",
        body_en=(
            "Dear {name},\n\nYour place was moved from {other} to {event}, and is confirmed there.\n\n    {dates}\n    "
            "{venue}\n\nThe attached files put the sessions into your calendar. The sessions, and what to do "
            "if you cannot come, are here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你的名額已由「{other}」轉到「{event}」，並已確認。\n\n    {dates}\n    {venue}\n\n"
            "附件可將各節加入你的行事曆。各節時間，以及未能出席時的安排，請見：\n\n    {link}\n"
        ),
    )
)
