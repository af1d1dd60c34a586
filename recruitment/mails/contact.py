"""The mails about an applicant's details and round."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.pipeline import PIPELINE_FIELDS, PIPELINE_SAMPLE
from recruitment.mails.samples import CHINESE

ADDRESS_CONFIRM = register(
    Kind(
        key="address_confirm",
        label=_("Confirm a new e-mail address"),
        fields={**PIPELINE_FIELDS, "link": _("the link")},
        sample={**PIPELINE_SAMPLE, "link": "https://example.org/en/apply/confirm/…/"},
        sample_zh=CHINESE,
        subject_en="Please confirm this address",
        subject_zh="請確認此電郵地址",
        body_en=(
            "Dear {name},\n\nYou asked us to write to this address about your application for “{role}”. "
            "Open this link and press the button:\n\n    {link}\n\n"
            "Until then we go on writing to the address we have. If you did not ask for this, you need do nothing.\n\n"
            "{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n你要求我們就「{role}」的申請改用此電郵地址聯絡你。請開啟以下連結並按確認：\n\n    {link}\n\n"
            "確認之前，我們仍會使用原有的聯絡方式。如你沒有提出要求，無須理會本郵件。\n\n{organisation}\n"
        ),
        secret=True,
        awaited=True,
    )
)
ADDRESS_CHANGE = register(
    Kind(
        key="address_change",
        label=_("Told to the old address: another one was asked for"),
        fields=PIPELINE_FIELDS,
        sample=PIPELINE_SAMPLE,
        sample_zh=CHINESE,
        subject_en="Another address was asked for",
        subject_zh="有人要求更改電郵地址",
        body_en=(
            "Dear {name},\n\nSomebody, we hope you, asked us to use another e-mail address, or none, for your "
            "application for “{role}” ({reference}).\n\n"
            "If it was not you, look at your page and put it right, or answer this mail:\n\n    {status}\n\n"
            "{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n我們收到要求，就「{role}」的申請（{reference}）更改或移除電郵地址，相信是由你提出。\n\n"
            "如並非由你提出，請到你的申請頁面更正，或回覆本郵件：\n\n    {status}\n\n{organisation}\n"
        ),
    )
)
DEFERRED = register(
    Kind(
        key="application_deferred",
        label=_("Moved to another round"),
        fields={**PIPELINE_FIELDS, "round": _("the new round"), "weekend": _("the days of its training weekend")},
        sample={
            **PIPELINE_SAMPLE,
            "round": "May/June 2027",
            "weekend": "Saturday 29 and Sunday 30 May 2027",
        },
        sample_zh=CHINESE,
        subject_en="Your application is now for another round",
        subject_zh="你的申請已轉至另一期",
        body_en=(
            "Dear {name},\n\nYour application for “{role}” ({reference}) is now for {round}. "
            "Its training weekend is {weekend}.\n\n"
            "Everything else stays as it was. Your page:\n\n    {status}\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n你就「{role}」提交的申請（{reference}）已轉至{round}，培訓周末為{weekend}。\n\n"
            "其他一切維持不變。你的申請頁面：\n\n    {status}\n\n{organisation}\n"
        ),
    )
)
