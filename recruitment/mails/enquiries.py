"""The mails about enquiries."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.samples import CHINESE

_FIELDS = {
    "name": _("the name of whoever asked"),
    "text": _("what they wrote"),
    "organisation": _("the organisation's name"),
}
_SAMPLE = {
    "name": "Chan Siu Ming",
    "text": "My field is human development. Is there a place for me?",
    "organisation": "Hong Kong Refugee Advice Centre",
}
ENQUIRY_RECEIVED = register(
    Kind(
        key="enquiry_received",
        label=_("Receipt of an enquiry"),
        fields=_FIELDS,
        sample=_SAMPLE,
        sample_zh=CHINESE,
        subject_en="We have your message",
        subject_zh="我們已收到你的訊息",
        body_en=(
            "Dear {name},\n\nThank you for writing to us. A person reads it and answers you, usually within a week.\n\n"
            "You wrote:\n\n{text}\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n多謝你來信。我們會有專人細閱並回覆，一般在一星期內。\n\n你寫道：\n\n{text}\n\n{organisation}\n"
        ),
    )
)
ENQUIRY_ANSWERED = register(
    Kind(
        key="enquiry_answered",
        label=_("Answer to an enquiry"),
        fields={**_FIELDS, "answer": _("the answer"), "role": _("the way to a role, or nothing")},
        sample={
            **_SAMPLE,
            "answer": "Yes: come and talk with us.",
            "role": "This role may fit you: Events planning\nhttps://example.org/en/apply/events/",
        },
        sample_zh={**CHINESE, "role": "這個崗位或適合你：活動策劃\nhttps://example.org/zh-hant/apply/events/"},
        subject_en="Our answer to your message",
        subject_zh="就你的訊息回覆",
        body_en="Dear {name},\n\n{answer}\n\n{role}\n\n{organisation}\n\nYou wrote:\n\n{text}\n",
        body_zh="{name}：\n\n{answer}\n\n{role}\n\n{organisation}\n\n你寫道：\n\n{text}\n",
    )
)
