"""The mails of signing in."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

SIGN_IN_CODE = register(
    Kind(
        key="sign_in_code",
        label=_("Code to sign in"),
        fields={"code": _("the code"), "minutes": _("how many minutes it is valid")},
        sample={"code": "7K3 M2Q", "minutes": "10"},
        subject_en="Your code to sign in",
        subject_zh="你的登入碼",
        body_en=(
            "Your code is\n\n    {code}\n\nType it on the page where you asked for it. "
            "It is valid for {minutes} minutes and works once.\n\nIf you did not ask for it, you need do nothing.\n"
        ),
        body_zh=(
            "你的登入碼是\n\n"
            "    {code}\n\n"
            "請在索取登入碼的頁面輸入。登入碼在 {minutes} 分鐘內有效，只可使用一次。\n\n"
            "如你沒有索取登入碼，無須理會本郵件。\n"
        ),
        secret=True,
        awaited=True,
    )
)
NO_ACCOUNT = register(
    Kind(
        key="no_account",
        label=_("Asked for a code without an account"),
        fields={"site": _("the address of this site")},
        sample={"site": "https://example.org"},
        subject_en="There is no account for this address",
        subject_zh="此電郵地址沒有帳戶",
        body_en=(
            "Somebody asked for a code to sign in at {site} with this address. There is no account for it.\n\n"
            "If you have applied, use the link in the mail we sent you then. If it was not you, you need do nothing.\n"
        ),
        body_zh=(
            "有人以此電郵地址在 {site} 索取登入碼，但此地址沒有帳戶。\n\n"
            "如你曾遞交申請，請使用當時我們寄給你的連結。如非你本人操作，無須理會本郵件。\n"
        ),
        awaited=True,
    )
)
