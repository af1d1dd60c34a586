"""What everybody is asked last: the weekend, why, and the consents."""

from recruitment.rules.catalogue.words import NOTE_MAX, PRIVACY_VERSION, TEXT_MAX, ask, both, step
from recruitment.rules.fit import FormKind, Terms
from recruitment.rules.questions import Question, Section


def weekend() -> Section:
    """The round, by its training weekend."""
    cohort = ask(
        "cohort",
        "cohort",
        both("Which training weekend can you attend?", "你可以參加哪一個培訓周末？"),
        help=both("Both days are compulsory.", "兩天均須出席。"),
        why=both("Nobody meets clients before the training.", "完成培訓後才會接觸當事人。"),
    )
    return step("weekend", both("Your training weekend", "你的培訓周末"), [cohort])


def why(terms: Terms) -> Section:
    """Why they apply, and what might stand against it."""
    asked = [_three_sentences()] if terms.form_kind == FormKind.INTERPRETATION else [_statement()]
    papers = [] if terms.form_kind == FormKind.INTERPRETATION else [_cv()]
    return step("why", both("Why you", "申請原因"), [*asked, *papers, _conflict()])


def _statement() -> Question:
    return ask(
        "statement",
        "long_text",
        both("Why would you like to join us?", "你為甚麼想加入我們？"),
        help=both("A few sentences, in English or Chinese.", "以中文或英文寫幾句即可。"),
        why=both("So that we hear it in your own words.", "讓我們聽到你的心聲。"),
        max=TEXT_MAX,
    )


def _three_sentences() -> Question:
    return ask(
        "statement",
        "long_text",
        both(
            "Why would you like to interpret with us? Please write three sentences.", "你為甚麼想為我們傳譯？請寫三句。"
        ),
        help=both(
            "In any language you like. We do not mark your spelling.", "可用任何語言書寫。我們不會評核你的拼寫。"
        ),
        why=both("So that we hear it in your own words.", "讓我們聽到你的心聲。"),
        max=TEXT_MAX,
    )


def _cv() -> Question:
    return ask(
        "cv",
        "file",
        both("Your CV", "履歷"),
        help=both(
            "Leave out your identity card number, date of birth and photo: we do not need them.",
            "請刪去身份證號碼、出生日期及照片：我們不需要這些資料。",
        ),
        why=both("So that you need not type again what stands in it.", "讓你不必重複填寫履歷已有的內容。"),
        required=False,
    )


def _conflict() -> Question:
    return ask(
        "conflict",
        "long_text",
        both("Could there be a conflict of interest?", "有沒有可能出現利益衝突？"),
        help=both(
            "For example work for the Immigration Department or the UNHCR, or for a firm that acts against "
            "our clients. Do not name anybody. Leave it empty if there is none.",
            "例如任職入境事務處、聯合國難民署，或代表與我們當事人對立一方的律師行。請勿寫出任何人的姓名。如沒有，請留空。",
        ),
        why=both("The law on lawyers requires us to ask.", "這是對律師的專業要求。"),
        required=False,
        max=NOTE_MAX,
        seen_by="supervisor",
    )


def consents() -> Section:
    """What they agree to."""
    return step("consents", both("Your consent", "你的同意"), [_privacy(), _newsletter()], statement=True)


def _privacy() -> Question:
    return ask(
        "privacy",
        "consent",
        both(
            "I have read how my data are used, and agree to it for this application.",
            "我已閱讀資料用途說明，並同意為這份申請使用我的資料。",
        ),
        why=both(f"Version {PRIVACY_VERSION} of the statement above.", f"以上聲明的版本：{PRIVACY_VERSION}。"),
    )


def _newsletter() -> Question:
    return ask(
        "newsletter",
        "consent",
        both("Send me news of the organisation by e-mail.", "以電郵寄給我機構消息。"),
        help=both("It makes no difference to your application.", "不會影響你的申請。"),
        why=both("You can stop it at any time.", "可隨時取消。"),
        required=False,
    )
