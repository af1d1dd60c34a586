"""The mails of the pipeline: the receipt, and one for each stage."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mail.rules import Kind, register
from recruitment.mails.samples import CHINESE
from recruitment.models import Stage

PIPELINE_FIELDS = {
    "name": _("the applicant's name"),
    "role": _("the role"),
    "reference": _("the reference of the application"),
    "status": _("the address of the applicant's page"),
    "organisation": _("the organisation's name"),
}
PIPELINE_SAMPLE = {
    "name": "Chan Siu Ming",
    "role": "Casework",
    "reference": "7K3M2Q",
    "status": "https://example.org/en/apply/casework/…/status/",
    "organisation": "Hong Kong Refugee Advice Centre",
}


QUESTION_FIELDS = {"question": _("what is asked of the applicant")}
QUESTION_SAMPLE = {"question": "Which afternoons would suit you from September on?"}
# The page opens in the browser that was used to apply, or by a link that it mails.
PAGE_EN = "\n\n    {status}\n\nIf the page asks for it, let it mail you a link to open it."
PAGE_ZH = "\n\n    {status}\n\n如頁面未能開啟，可在該頁索取開啟連結。"


def _pipeline(stage: Stage, en: tuple[str, str], zh: tuple[str, str]) -> Kind:
    """The mail of reaching a stage: subject and middle part in both languages, between greeting and signature."""
    (subject_en, text_en), (subject_zh, text_zh) = en, zh
    asks = stage == Stage.INFORMATION
    return register(
        Kind(
            key=f"application_{stage.value}",
            label=format_lazy("{}: {}", _("Application"), stage.label),
            fields={
                **PIPELINE_FIELDS,
                "site": _("the address of this site"),
                **(QUESTION_FIELDS if asks else {}),
            },
            sample={
                **PIPELINE_SAMPLE,
                "site": "https://volunteers.example.org",
                **(QUESTION_SAMPLE if asks else {}),
            },
            sample_zh=CHINESE,
            subject_en=subject_en,
            subject_zh=subject_zh,
            body_en=f"Dear {{name}},\n\n{text_en}\n\nYour reference is {{reference}}.\n\n{{organisation}}\n",
            body_zh=f"{{name}}：\n\n{text_zh}\n\n你的參考編號是 {{reference}}。\n\n{{organisation}}\n",
        )
    )


SCREENING = _pipeline(
    Stage.SCREENING,
    (
        "We are reading your application",
        (
            "Thank you for your patience. Somebody is now reading your application for “{role}”. "
            "You need do nothing; we will write again when we have read it."
        ),
    ),
    (
        "我們正在閱讀你的申請",
        "感謝你耐心等候。我們現正閱讀你就「{role}」提交的申請。你無須採取任何行動，閱畢後我們會再與你聯絡。",
    ),
)
INTERVIEW = _pipeline(
    Stage.INTERVIEW,
    (
        "We would like to talk with you",
        (
            "We have read your application for “{role}” and would like to talk with you, for about half an hour, "
            "in person or by telephone.\n\nPlease choose a time on your page:" + PAGE_EN
        ),
    ),
    (
        "我們希望與你面談",
        "我們已閱讀你就「{role}」提交的申請，希望與你面談或通電話，約需半小時。\n\n請在你的申請頁面選擇時間："
        + PAGE_ZH,
    ),
)
OFFERED = _pipeline(
    Stage.OFFERED,
    (
        "We offer you the role you applied for",
        (
            "We are glad to offer you the role “{role}”.\n\nPlease say yes or no on your page:" + PAGE_EN + "\n\n"
            "If you have questions first, answer this mail: we would rather talk now than later."
        ),
    ),
    (
        "我們邀請你擔任所申請的崗位",
        "我們很高興邀請你擔任「{role}」。\n\n請在你的申請頁面表示是否接受："
        + PAGE_ZH
        + "\n\n如有疑問，歡迎先回覆本郵件提出。",
    ),
)
ACCEPTED = _pipeline(
    Stage.ACCEPTED,
    (
        "Welcome: you are a volunteer now",
        (
            "Welcome. From today you are a volunteer in the role “{role}”.\n\n"
            "Sign in at {site} with this e-mail address: we send you a code, there is no password. "
            "There you see what comes next, step by step."
        ),
    ),
    (
        "歡迎加入：你已成為義工",
        (
            "歡迎。由今天起，你是「{role}」的義工。\n\n"
            "請以此電郵地址登入 {site}：我們會寄上登入碼，無須密碼。你可在網站逐步查看下一步安排。"
        ),
    ),
)
INFORMATION = _pipeline(
    Stage.INFORMATION,
    (
        "A question about your application",
        (
            "Thank you for your application for “{role}”. Before we go on, we would like to know more:\n\n"
            "{question}\n\nPlease answer on your page:" + PAGE_EN + "\n\n"
            "Nobody's case, yours or another's, belongs in your answer."
        ),
    ),
    (
        "關於你的申請",
        "感謝你申請「{role}」。在繼續處理之前，我們希望多了解：\n\n{question}\n\n請在你的申請頁面回答："
        + PAGE_ZH
        + "\n\n回答時請勿提及你本人或任何人的個案。",
    ),
)
RESERVE = _pipeline(
    Stage.RESERVE,
    (
        "You are on our reserve list",
        (
            "Thank you for your application for “{role}”. All places of this round are given; we would like to keep "
            "you on our reserve list and write to you as soon as a place becomes free.\n\n"
            "If you would rather not wait, say so on your page:" + PAGE_EN
        ),
    ),
    (
        "你已列入後備名單",
        "感謝你申請「{role}」。本輪名額已滿，我們希望把你列入後備名單，一有空缺便會通知你。\n\n"
        "如不願等候，可在你的申請頁面告訴我們：" + PAGE_ZH,
    ),
)
DECLINED = _pipeline(
    Stage.DECLINED,
    (
        "About your application",
        (
            "Thank you for your application for “{role}”, and for the time you gave to it. We are sorry that we cannot "
            "offer you this role now.\n\nYou are welcome to apply again, for this role or another."
        ),
    ),
    (
        "關於你的申請",
        "感謝你申請「{role}」，並為此付出時間。很抱歉，我們現時未能邀請你擔任此崗位。\n\n歡迎你日後再次申請此崗位或其他崗位。",
    ),
)
WITHDRAWN = _pipeline(
    Stage.WITHDRAWN,
    (
        "Your application is withdrawn",
        (
            "As you asked, your application for “{role}” is withdrawn. We will do nothing more with it.\n\n"
            "You are welcome to apply again."
        ),
    ),
    ("你的申請已撤回", "我們已按你的要求撤回你就「{role}」提交的申請，不會再作處理。\n\n歡迎你日後再次申請。"),
)
LAPSED = _pipeline(
    Stage.LAPSED,
    (
        "We have closed your application",
        (
            "We wrote to you about your application for “{role}” and did not hear from you, so we have closed it.\n\n"
            "If you are still interested, answer this mail or apply again: both are welcome."
        ),
    ),
    (
        "你的申請已結束",
        "我們曾就你申請「{role}」一事與你聯絡，但未收到回覆，因此已結束處理。\n\n如你仍有興趣，歡迎回覆本郵件或再次申請。",
    ),
)

RECEIPT = register(
    Kind(
        key="application_received",
        label=_("Receipt of an application"),
        fields={
            **PIPELINE_FIELDS,
            "reply_by": _("the date by which we answer"),
        },
        sample={
            **PIPELINE_SAMPLE,
            "reply_by": "Saturday 16 January 2027",
        },
        sample_zh=CHINESE,
        subject_en="We have your application: {reference}",
        subject_zh="我們已收到你的申請：{reference}",
        body_en=(
            "Dear {name},\n\nThank you. We have received your application for “{role}”. "
            "Your reference is {reference}.\n\n"
            "Somebody will read it, and you will have an answer from us by {reply_by}. "
            "You need do nothing until then.\n\n"
            "To see how far it has come:\n\n    {status}\n\n{organisation}\n"
        ),
        body_zh=(
            "{name}：\n\n多謝你。我們已收到你就「{role}」提交的申請，參考編號是 {reference}。\n\n"
            "我們會細閱你的申請，並在 {reply_by} 或之前回覆。在此之前你無須採取任何行動。\n\n"
            "查看進度：\n\n    {status}\n\n{organisation}\n"
        ),
    )
)
