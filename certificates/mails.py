"""The mail that comes with a certificate."""

from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register

CERTIFICATE_ISSUED = register(
    Kind(
        key="certificate_issued",
        label=_("Certificate issued"),
        fields={
            "name": _("the name on the certificate"),
            "title": _("what it certifies"),
            "code": _("its code"),
            "certificates": _("where the holder downloads it"),
            "verify": _("where anyone checks it"),
        },
        sample={
            "name": "Chan Tai Man",
            "title": "Casework training",
            "code": "7K3M-2Q9X-WT5H-RD8P-C2",
            "certificates": "https://example.org/en/my/certificates/",
            "verify": "https://example.org/verify/7K3M-2Q9X-WT5H-RD8P-C2/",
        },
        subject_en="Your certificate: {title}",
        subject_zh="你的證書：{title}",
        body_en=(
            "Dear {name},\n\nYour certificate “{title}” is ready. Sign in and download it here:\n\n"
            "    {certificates}\n\n"
            "Anyone you show it to can check it, without an account, at\n\n    {verify}\n\nor by its code {code}.\n\n"
            "Thank you for what you give.\n"
        ),
        body_zh=(
            "{name}：\n\n你的「{title}」證書已備妥，請登入後在此下載：\n\n    {certificates}\n\n"
            "任何人均可在以下網址核實此證書，無須登記：\n\n    {verify}\n\n亦可輸入代碼 {code}。\n\n感謝你的付出。\n"
        ),
    )
)
