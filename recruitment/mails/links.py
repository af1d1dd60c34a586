"""The mails that carry a link to come back by."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.samples import CHINESE

_LINK_FIELDS = {
    "role": _("the role"),
    "link": _("the link"),
    "until": _("until when it is kept"),
    "organisation": _("the organisation's name"),
}
_LINK_SAMPLE = {
    "role": "Casework",
    "link": "https://example.org/en/apply/resume/…/",
    "until": "Saturday 16 January 2027",
    "organisation": "Hong Kong Refugee Advice Centre",
}
DRAFT_LINK = register(
    Kind(
        key="draft_link",
        label=_("Link to continue an application"),
        fields=_LINK_FIELDS,
        sample=_LINK_SAMPLE,
        sample_zh=CHINESE,
        subject_en="Your link to come back",
        subject_zh="你的返回連結",
        body_en=(
            "Here is your link to go on with your application for “{role}”:\n\n    {link}\n\n"
            "What you wrote is kept until {until}. Whoever has this link can read and change it, so please do not pass "
            "it on. If you asked for several links, the newest one works.\n\n"
            "If you did not ask for it, you need do nothing.\n\n{organisation}\n"
        ),
        body_zh=(
            "請用以下連結繼續填寫「{role}」的申請：\n\n    {link}\n\n"
            "你填寫的內容會保留至 {until}。持有此連結的人可以閱讀和更改內容，請勿轉發。"
            "如你曾多次索取連結，只有最新的一條有效。\n\n"
            "如你沒有索取連結，無須理會本郵件。\n\n{organisation}\n"
        ),
        secret=True,
        awaited=True,
    )
)
APPLICATION_LINK = register(
    Kind(
        key="application_link",
        label=_("Link to see an application"),
        fields=_LINK_FIELDS,
        sample=_LINK_SAMPLE,
        sample_zh=CHINESE,
        subject_en="Your link to your application",
        subject_zh="查看申請的連結",
        body_en=(
            "Here is your link to see how far your application for “{role}” has come:\n\n    {link}\n\n"
            "Please do not pass it on. If you asked for several links, the newest one works.\n\n"
            "If you did not ask for it, you need do nothing.\n\n{organisation}\n"
        ),
        body_zh=(
            "請用以下連結查看「{role}」申請的進度：\n\n    {link}\n\n"
            "請勿轉發。如你曾多次索取連結，只有最新的一條有效。\n\n"
            "如你沒有索取連結，無須理會本郵件。\n\n{organisation}\n"
        ),
        secret=True,
        awaited=True,
    )
)
