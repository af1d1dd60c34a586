"""The mails about who may do casework: to the volunteer when it changes or soon will, to supervisors once a day."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

FIELDS = {"name": _("the volunteer's name"), "link": _("the volunteer's own pages")}
SAMPLE = {"name": "陳大文", "link": "https://example.org/en/my/"}

CASEWORK_OPEN = register(
    Kind(
        key="casework_open",
        label=_("Eligible for casework"),
        fields=FIELDS,
        sample=SAMPLE,
        subject_en="You can do casework now",
        subject_zh="你現在可參與個案工作",
        body_en=(
            "Dear {name},\n\nAll that is asked before casework is in place: thank you. From now on you can be rostered "
            "for the intake sessions. A casework supervisor will be in touch with you about the first one.\n\n"
            "What stands, and until when, is always here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n參與個案工作前的各項要求，你已全部達到，謝謝。由現在起，你可獲編入接案時段的更表，"
            "個案主管會就首次當值與你聯絡。\n\n各項要求的最新情況及有效期，可隨時在此查閱：\n\n    {link}\n"
        ),
    )
)
CASEWORK_CLOSED = register(
    Kind(
        key="casework_closed",
        label=_("No longer eligible for casework"),
        fields={**FIELDS, "reasons": _("what is missing, and what to do next, line by line")},
        sample={
            **SAMPLE,
            "reasons": "– No weekday half-day has been offered. Give the weekday half-days you can come.",
        },
        subject_en="Casework: something is missing",
        subject_zh="個案工作：尚欠一些要求",
        body_en=(
            "Dear {name},\n\nYou cannot be rostered for casework at the moment. This is why, and what to do next:\n\n"
            "{reasons}\n\nYour pages show where you stand, and lead to each step:\n\n    {link}\n\n"
            "If this surprises you, answer this mail and we look at it together.\n"
        ),
        body_zh=(
            "{name}：\n\n你暫時未能獲編入個案工作的更表。原因及下一步如下：\n\n{reasons}\n\n"
            "你的頁面會顯示最新情況，並帶你完成每一步：\n\n    {link}\n\n如有疑問，請回覆本郵件，我們會與你一起跟進。\n"
        ),
    )
)
ELIGIBILITY_DIGEST = register(
    Kind(
        key="eligibility_digest",
        label=_("Changes of eligibility, for supervisors"),
        fields={
            "day": _("the day of the mail"),
            "opened": _("how many became eligible"),
            "closed": _("how many no longer are"),
            "changes": _("the changes, line by line, by reference"),
            "link": _("the list of changes"),
        },
        sample={
            "day": "Saturday 16 January 2027",
            "opened": "1",
            "closed": "1",
            "changes": "P00012: now eligible (Training)\nP00007: no longer eligible (The passing of time)",
            "link": "https://example.org/admin/training/changes/",
        },
        subject_en="Casework: {opened} now eligible, {closed} no longer",
        subject_zh="個案工作：{opened} 人新符合資格，{closed} 人不再符合",
        body_en=(
            "{day}\n\nSince the last of these mails {opened} became eligible for casework and {closed} no longer are:"
            "\n\n{changes}\n\nWho they are, why, and what is missing:\n\n    {link}\n\n"
            "People are named by reference here; names are on the page.\n"
        ),
        body_zh=(
            "{day}\n\n自上次通知以來，{opened} 人新符合個案工作資格，{closed} 人不再符合：\n\n{changes}\n\n"
            "有關義工、原因及尚欠的要求，請見：\n\n    {link}\n\n本郵件只列出編號，姓名請於網頁查閱。\n"
        ),
    )
)
AVAILABILITY_AGAIN = register(
    Kind(
        key="availability_again",
        label=_("Half-days asked again, each season"),
        fields={
            **FIELDS,
            "half_days": _("the half-days as they were said"),
            "since": _("the day on which they were said"),
        },
        sample={**SAMPLE, "half_days": "Wednesday afternoon", "since": "Tuesday 1 September 2026"},
        subject_en="Is your week still the same?",
        subject_zh="你的時間有沒有改變？",
        body_en=(
            "Dear {name},\n\nA new season begins. On {since} you said that you can come on:\n\n    {half_days}\n\n"
            "Is that still right? Please look at it and save it once, changed or not:\n\n    {link}\n\n"
            "The rosters for casework rest on it.\n"
        ),
        body_zh=(
            "{name}：\n\n新一季開始了。你曾於 {since} 表示可在以下時段前來：\n\n    {half_days}\n\n"
            "時間仍然合適嗎？無論有沒有改變，請查看一次並儲存：\n\n    {link}\n\n個案工作的更表以此為準。\n"
        ),
    )
)
TRAINING_LAPSING = register(
    Kind(
        key="training_lapsing",
        label=_("Training lapses soon"),
        fields={
            **FIELDS,
            "day": _("the last day on which the training counts"),
            "modules": _("the modules to take again, line by line"),
        },
        sample={**SAMPLE, "day": "Saturday 16 January 2027", "modules": "– Ethics and confidentiality"},
        subject_en="Your training counts until {day}",
        subject_zh="你的培訓有效至 {day}",
        body_en=(
            "Dear {name},\n\nYour training for casework counts until {day}. You need not repeat all of it, only what "
            "lapses:\n\n{modules}\n\nAsk for a place on a coming weekend, or at a single session, here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n你的個案工作培訓有效至 {day}。你無須重新參加全部培訓，只須重修以下將到期的單元：\n\n"
            "{modules}\n\n"
            "請在此申請參加下一次培訓周末或個別課節：\n\n    {link}\n"
        ),
    )
)
NEW_TERMS = register(
    Kind(
        key="new_terms",
        label=_("A new version of a declaration is to be signed"),
        fields={
            **FIELDS,
            "text": _("which declaration"),
            "day": _("the day from which the new version is required"),
        },
        sample={**SAMPLE, "text": "Confidentiality", "day": "Saturday 16 January 2027"},
        subject_en="Please sign the new version: {text}",
        subject_zh="請簽署新版本：{text}",
        body_en=(
            "Dear {name},\n\nThere is a new version of this declaration: {text}. It is required from {day}; what you "
            "signed before counts until the day before.\n\nPlease read and sign it here:\n\n    {link}\n"
        ),
        body_zh=(
            "{name}：\n\n「{text}」聲明已有新版本，由 {day} 起生效；你先前簽署的版本至前一天仍然有效。\n\n"
            "請在此閱讀並簽署：\n\n    {link}\n"
        ),
    )
)
