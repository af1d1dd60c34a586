"""The mails about a certificate: that it is there, took another's place, was withdrawn or ends."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

FIELDS = {
    "name": _("the name on the certificate"),
    "title": _("what it certifies"),
    "code": _("its code"),
}
SAMPLE = {"name": "Chan Tai Man", "title": "Casework training", "code": "7K3M-2Q9X-WT5H-RD8P-C2"}
SAMPLE_ZH = {"name": "陳大文", "title": "個案工作培訓"}
READY = {
    "certificates": _("where the holder downloads it"),
    "verify": _("where anyone checks it"),
}
READY_SAMPLE = {
    "certificates": "https://example.org/en/my/certificates/",
    "verify": "https://example.org/verify/7K3M-2Q9X-WT5H-RD8P-C2/",
}
CHECKED_EN = (
    "    {certificates}\n\n"
    "Anyone you show it to can check it, without an account, at\n\n    {verify}\n\nor by its code {code}.\n\n"
    "Thank you for what you give.\n"
)
CHECKED_ZH = (
    "    {certificates}\n\n"
    "任何人均可在以下網址查核此證書，無須登記：\n\n    {verify}\n\n亦可輸入代碼 {code}。\n\n感謝你的付出。\n"
)
ASKED = {
    "serial": _("its serial number"),
    "organisation": _("the organisation's name"),
    "contact": _("where the holder asks about it"),
}
ASKED_SAMPLE = {
    "serial": "HKRAC-2027-00017",
    "organisation": "Hong Kong Refugee Advice Centre",
    "contact": "volunteers@example.org",
}
ASKED_SAMPLE_ZH = {**SAMPLE_ZH, "organisation": "香港難民諮詢中心"}

CERTIFICATE_ISSUED = register(
    Kind(
        key="certificate_issued",
        label=_("Certificate issued"),
        fields={**FIELDS, **READY},
        sample={**SAMPLE, **READY_SAMPLE},
        sample_zh=SAMPLE_ZH,
        subject_en="Your certificate: {title}",
        subject_zh="你的證書：{title}",
        body_en=("Dear {name},\n\nYour certificate “{title}” is ready. Sign in and download it here:\n\n" + CHECKED_EN),
        body_zh="{name}：\n\n你的「{title}」證書已備妥，請登入後在此下載：\n\n" + CHECKED_ZH,
    )
)
CERTIFICATE_REPLACED = register(
    Kind(
        key="certificate_replaced",
        label=_("Certificate reissued or renewed"),
        fields={**FIELDS, **READY, "earlier": _("the serial number of the one it takes the place of")},
        sample={**SAMPLE, **READY_SAMPLE, "earlier": "HKRAC-2027-00017"},
        sample_zh=SAMPLE_ZH,
        subject_en="Your new certificate: {title}",
        subject_zh="你的新證書：{title}",
        body_en=(
            "Dear {name},\n\nYour new certificate “{title}” is ready. It takes the place of the one you have, "
            "{earlier}: whoever checks that one, on paper or by a link you gave them, now reads “replaced by a newer "
            "one”. Please use the new one from now on. Sign in and download it here:\n\n" + CHECKED_EN
        ),
        body_zh=(
            "{name}：\n\n你的新「{title}」證書已備妥，並取代你原有的證書 {earlier}。任何人查核原有證書，"
            "不論憑紙本或你給予的連結，現時均會看到「已由較新的證書取代」。日後請使用新證書。請登入後在此下載：\n\n"
            + CHECKED_ZH
        ),
    )
)
CERTIFICATE_REVOKED = register(
    Kind(
        key="certificate_revoked",
        label=_("Certificate revoked"),
        fields={**FIELDS, **ASKED},
        sample={**SAMPLE, **ASKED_SAMPLE},
        sample_zh=ASKED_SAMPLE_ZH,
        subject_en="Your certificate was withdrawn: {title}",
        subject_zh="你的證書已撤回：{title}",
        body_en=(
            "Dear {name},\n\nWe have withdrawn your certificate “{title}” ({serial}). It no longer counts: whoever "
            "checks its code {code} now reads “withdrawn”, and nothing of the reason. Please do not show it to anyone "
            "any more.\n\n"
            "If you would like to know why, or think that this is a mistake, please write to us. Somebody will answer "
            "you.\n\n    {contact}\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n我們已撤回你的「{title}」證書（{serial}），該證書不再有效。任何人查核其代碼 {code}，"
            "現時均會看到「已撤回」，但不會看到原因。請勿再向他人出示該證書。\n\n"
            "如欲了解原因，或認為有誤，請來信，我們會有專人回覆。\n\n    {contact}\n\n{organisation}\n"
        ),
    )
)
CERTIFICATE_ENDED = register(
    Kind(
        key="certificate_ended",
        label=_("Certificate ended early"),
        fields={**FIELDS, **ASKED, "day": _("the last day on which it holds")},
        sample={**SAMPLE, **ASKED_SAMPLE, "day": "18 January 2027"},
        sample_zh={**ASKED_SAMPLE_ZH, "day": "2027年1月18日"},
        subject_en="Your certificate ends early: {title}",
        subject_zh="你的證書提早到期：{title}",
        body_en=(
            "Dear {name},\n\nYour certificate “{title}” ({serial}) ends early: {day} is its last day, whatever is "
            "printed on it. From the day after, whoever checks its code {code} reads “expired”. That says nothing "
            "against you, and what you did stays done.\n\n"
            "If you would like to know why or to have it renewed, or think that this is a mistake, please write to us. "
            "Somebody will answer you.\n\n    {contact}\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n你的「{title}」證書（{serial}）提早到期：不論證書上如何註明，其最後有效日為{day}。"
            "自翌日起，任何人查核其代碼 {code}，均會看到「已過期」。這並非對你的批評，你的付出依然存在。\n\n"
            "如欲了解原因或續發證書，或認為有誤，請來信，我們會有專人回覆。\n\n    {contact}\n\n{organisation}\n"
        ),
    )
)
