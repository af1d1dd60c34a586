"""The mails about what changes: a day called off, another time or venue; and the reminders."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from training.mails.places import FIELDS, SAMPLE

PROGRAMME = "    Saturday 16 January 2027 · 10:00–11:20 · Refugee law · Room A"
CALLED_OFF_FIELDS = {
    "name": FIELDS["name"],
    "event": _("what is called off"),
    "day": _("its day"),
    "why": _("why"),
    "sessions": _("the sessions that do not take place"),
    "next": _("what takes their place, or that we write again"),
    "link": FIELDS["link"],
}
CALLED_OFF_SAMPLE = {
    "name": SAMPLE["name"],
    "event": SAMPLE["event"],
    "day": "Saturday 16 January 2027",
    "why": "Tropical cyclone warning signal no. 8 or above",
    "sessions": PROGRAMME,
    "next": "We write to you as soon as a new day is planned.",
    "link": SAMPLE["link"],
}

DAY_CALLED_OFF = register(
    Kind(
        key="day_called_off",
        label=_("Day called off"),
        fields=CALLED_OFF_FIELDS,
        sample=CALLED_OFF_SAMPLE,
        subject_en="Called off: {event}, {day}",
        subject_zh="取消：{event}（{day}）",
        body_en=(
            "Dear {name},\n\n{event} does not take place on {day}: {why}. Please do not set out.\n\n"
            "Called off:\n\n{sessions}\n\n{next}\n\nThe attached files change your calendar.\n\n"
            "Please tell us that you have read this, with one press of a button; otherwise we telephone you:\n\n"
            "    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」{day}的課堂取消，原因：{why}。請不要出門前往。\n\n"
            "取消的課堂：\n\n{sessions}\n\n{next}\n\n附件會更新你的行事曆。\n\n"
            "請在此按一下，讓我們知道你已閱讀本通知；否則我們會致電給你：\n\n    {link}\n"
        ),
    )
)
DAY_CALLED_OFF_TRAINER = register(
    Kind(
        key="day_called_off_trainer",
        label=_("Day called off, to trainers"),
        fields={**CALLED_OFF_FIELDS, "name": _("the trainer's name"), "link": _("the event's page of the register")},
        sample=CALLED_OFF_SAMPLE,
        subject_en="Called off: {event}, {day}",
        subject_zh="取消：{event}（{day}）",
        body_en=(
            "Dear {name},\n\n{event} does not take place on {day}: {why}.\n\nCalled off:\n\n{sessions}\n\n{next}\n\n"
            "Everybody with a place was told. Who has a place stands here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」{day}的課堂取消，原因：{why}。\n\n取消的課堂：\n\n{sessions}\n\n{next}\n\n"
            "所有獲派名額的義工已獲通知。名單請見：\n\n    {link}\n"
        ),
    )
)
SESSIONS_CHANGED = register(
    Kind(
        key="sessions_changed",
        label=_("Another time or place"),
        fields={
            "name": FIELDS["name"],
            "event": FIELDS["event"],
            "sessions": _("the sessions as they are now"),
            "venue": FIELDS["venue"],
            "link": FIELDS["link"],
        },
        sample={**{key: SAMPLE[key] for key in ("name", "event", "venue", "link")}, "sessions": PROGRAMME},
        subject_en="Please note the change: {event}",
        subject_zh="更改通知：{event}",
        body_en=(
            "Dear {name},\n\nSomething has changed about {event}. This is how it is now:\n\n{sessions}\n\n"
            "    {venue}\n\nYour place is kept, and the attached files change your calendar. Please tell us that "
            "you have read this, with one press of a button; "
            "otherwise we telephone you:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」有所更改，最新安排如下：\n\n{sessions}\n\n    {venue}\n\n"
            "你的名額仍然保留，附件會更新你的行事曆。"
            "請在此按一下，讓我們知道你已閱讀本通知；否則我們會致電給你：\n\n    {link}\n"
        ),
    )
)
SESSIONS_CHANGED_TRAINER = register(
    Kind(
        key="sessions_changed_trainer",
        label=_("Another time or place, to trainers"),
        fields={
            "name": _("the trainer's name"),
            "event": FIELDS["event"],
            "sessions": _("the sessions as they are now"),
            "venue": FIELDS["venue"],
            "link": _("the event's page of the register"),
        },
        sample={**{key: SAMPLE[key] for key in ("name", "event", "venue", "link")}, "sessions": PROGRAMME},
        subject_en="Please note the change: {event}",
        subject_zh="更改通知：{event}",
        body_en=(
            "Dear {name},\n\nSomething has changed about {event}, where you teach. This is how it is now:\n\n{sessions}"
            "\n\n    {venue}\n\nEverybody with a place was told, and your private calendar shows it. If you cannot "
            "come any more, please tell us at once. Who has a place stands here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你任教的「{event}」有所更改，最新安排如下：\n\n{sessions}\n\n    {venue}\n\n"
            "所有獲派名額的義工已獲通知，你的個人行事曆亦已更新。如你未能出席，請立即告訴我們。"
            "名單請見：\n\n    {link}\n"
        ),
    )
)
REMINDER_FIELDS = {
    "name": FIELDS["name"],
    "event": FIELDS["event"],
    "day": _("its first day"),
    "sessions": _("the sessions, with their times"),
    "venue": FIELDS["venue"],
    "link": FIELDS["link"],
}
REMINDER_SAMPLE = {
    **{key: SAMPLE[key] for key in ("name", "event", "venue", "link")},
    "day": "Saturday 16 January 2027",
    "sessions": PROGRAMME,
}
TRAINING_IN_A_WEEK = register(
    Kind(
        key="training_in_a_week",
        label=_("Reminder a week before training"),
        fields=REMINDER_FIELDS,
        sample=REMINDER_SAMPLE,
        subject_en="Soon: {event}, {day}",
        subject_zh="即將舉行：{event}（{day}）",
        body_en=(
            "Dear {name},\n\n{event} begins on {day}, and your place is confirmed.\n\n{sessions}\n\n    {venue}\n\n"
            "If you cannot come after all, please give your place up now, so that somebody else can come:\n\n"
            "    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{event}」將於{day}開始，你的名額已確認。\n\n{sessions}\n\n    {venue}\n\n"
            "如你未能出席，請盡早放棄名額，讓其他人參加：\n\n    {link}\n"
        ),
    )
)
TRAINING_TOMORROW = register(
    Kind(
        key="training_tomorrow",
        label=_("Reminder a day before training"),
        fields=REMINDER_FIELDS,
        sample=REMINDER_SAMPLE,
        subject_en="See you on {day}: {event}",
        subject_zh="{day}見：{event}",
        body_en=(
            "Dear {name},\n\nWe look forward to seeing you on {day}.\n\n{sessions}\n\n    {venue}\n\n"
            "Please be there ten minutes early, and sign in to your pages on your phone before you come: in the room "
            "you can check in there yourself.\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n期待在{day}與你見面。\n\n{sessions}\n\n    {venue}\n\n"
            "請提早十分鐘到達，並在出發前以手機登入你的頁面，屆時可自行簽到。\n\n    {link}\n"
        ),
    )
)
TRAINING_TOMORROW_TRAINER = register(
    Kind(
        key="training_tomorrow_trainer",
        label=_("Reminder a day before training, to trainers"),
        fields={
            **REMINDER_FIELDS,
            "name": _("the trainer's name"),
            "sessions": _("the sessions, each with how many people are expected"),
            "expected": _("how many people are expected in all"),
            "link": _("the event's page of the register"),
        },
        sample={**REMINDER_SAMPLE, "sessions": f"{PROGRAMME} · 18 expected", "expected": "18"},
        subject_en="{day}: {event}, {expected} expected",
        subject_zh="{day}：{event}，預計 {expected} 人出席",
        body_en=(
            "Dear {name},\n\nYou teach on {day}. {expected} people have a confirmed place.\n\n{sessions}\n\n"
            "    {venue}\n\nPlease open the register on your phone before you set out, so that it is ready without a "
            "network:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你將於{day}任教，已確認名額共 {expected} 人。\n\n{sessions}\n\n    {venue}\n\n"
            "請在出發前以手機開啟點名冊，以便在沒有網絡時仍可使用：\n\n    {link}\n"
        ),
    )
)
