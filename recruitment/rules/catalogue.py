"""The built-in questions, in both languages, and the forms made of them."""

from typing import Any

from recruitment.rules.fit import Terms
from recruitment.rules.questions import Content, Question, Section, Words

PRIVACY_VERSION = "2027-01"
NAME_MAX = 120
TEXT_MAX = 3000


def both(en: str, zh: str) -> Words:
    """A text in both languages."""
    return {"en": en, "zh": zh}


def built_in(terms: Terms) -> Content:
    """The form of a role with these terms: casework's own, or the shorter one that every other role begins with."""
    middle = [_time(terms), _fit(), _experience()] if terms.is_casework else [_skills()]
    weekend = [_weekend()] if terms.recruits_by_cohort else []
    return {
        "privacy": {"version": PRIVACY_VERSION, "text": COLLECTION},
        "steps": [_about(terms), _age(terms), *middle, *weekend, _why(), _consents()],
    }


def _ask(key: str, kind: str, label: Words, *, why: Words, required: bool = True, **more: Any) -> Question:
    return {"key": key, "kind": kind, "label": label, "why": why, "required": required, "seen_by": "recruiters"} | more


def _choice(value: str, en: str, zh: str) -> dict[str, Any]:
    return {"value": value, "label": both(en, zh)}


def _step(key: str, title: Words, asked: list[Question], **more: Any) -> Section:
    return {"key": key, "title": title, "questions": asked} | more


COLLECTION = both(
    "We use what you write here to answer your application and, if you join us, to work with you. Our recruiters see "
    "it; nobody outside the organisation does. What we must not know is not asked: no identity card number, no "
    "nationality, no immigration status, no date of birth. An application you do not finish is deleted after 30 "
    "days, one that does not succeed after 12 months. You may see, correct or erase what we hold at any time. "
    "You need not answer a question marked optional.",
    "你在這裏填寫的資料，只會用於處理你的申請，以及在你加入後與你合作。資料由招募同事閱覽，不會交給機構以外的人。"
    "我們不需要知道的，便不會問：不問身份證號碼、國籍、入境身份或出生日期。未完成的申請會在 30 日後刪除，"
    "未獲接納的申請會在 12 個月後刪除。你可隨時查閱、更正或刪除我們持有的資料。標明「選填」的問題可以不答。",
)
HEARD = [
    _choice("friend", "From somebody I know", "親友或認識的人"),
    _choice("university", "At a university or school", "大學或學校"),
    _choice("work", "At work or from a professional body", "工作或專業團體"),
    _choice("community", "In my community", "所屬社群"),
    _choice("online", "Online", "網上"),
    _choice("news", "In the news", "新聞報道"),
    _choice("other", "Another way", "其他途徑"),
]
LEGAL = [
    _choice("none", "None", "沒有"),
    _choice("student", "I study law", "現正修讀法律"),
    _choice("graduate", "I have a law degree", "持有法律學位"),
    _choice("practice", "I work in a legal job, such as paralegal or trainee", "從事法律工作，例如律師助理或實習律師"),
    _choice("qualified", "I am a qualified lawyer, here or elsewhere", "在本地或外地的合資格律師"),
]


def _about(terms: Terms) -> Section:
    asked = [*_names(), *_contact(), _source(), _adult(terms)]
    return _step("about", both("About you", "關於你"), asked, one_of=["email", "phone"])


def _names() -> list[Question]:
    return [
        _ask(
            "name",
            "text",
            both("Your name", "姓名"),
            help=both("The name you use. It need not be the one on a document.", "你慣用的名字，不必與證件相同。"),
            why=both("So that we know what to call you.", "讓我們知道怎樣稱呼你。"),
            max=NAME_MAX,
            autocomplete="name",
        ),
        _ask(
            "name_other",
            "text",
            both("Your name in another script", "以另一種文字書寫的姓名"),
            help=both("For example in Chinese, Arabic or Latin letters.", "例如中文、阿拉伯文或英文字母。"),
            why=both("So that we can write it as you do.", "讓我們按你的寫法書寫。"),
            required=False,
            max=NAME_MAX,
        ),
    ]


def _contact() -> list[Question]:
    return [
        _ask(
            "email",
            "email",
            both("E-mail address", "電郵地址"),
            help=both("If you have none, give us a phone number.", "如沒有電郵，請填寫電話號碼。"),
            why=both("For the receipt and our answer.", "用於寄出收據及回覆。"),
            required=False,
        ),
        _ask(
            "phone",
            "phone",
            both("Phone number", "電話號碼"),
            help=both(
                "With the country code if it is not from Hong Kong, such as +44.",
                "如非香港號碼，請加上國家或地區代碼，例如 +44。",
            ),
            why=both("In case we cannot reach you by e-mail.", "以備電郵未能聯絡到你。"),
            required=False,
        ),
    ]


def _source() -> Question:
    return _ask(
        "source",
        "choice",
        both("How did you hear about us?", "你從哪裏得知我們？"),
        why=both("So that we know where to look for volunteers.", "讓我們知道往哪裏招募義工。"),
        required=False,
        choices=HEARD,
    )


def _adult(terms: Terms) -> Question:
    why = (
        both(
            "Casework is for adults. We do not need your date of birth.",
            "個案工作須由成年人擔任。我們不需要你的出生日期。",
        )
        if terms.is_casework
        else both(
            "Some tasks are for adults. We do not need your date of birth.",
            "部分工作須由成年人擔任。我們不需要你的出生日期。",
        )
    )
    return _ask("is_adult", "yes_no", both("Are you 18 or over?", "你是否已年滿 18 歲？"), why=why)


def _age(terms: Terms) -> Section:
    intro = (
        both(
            "You told us that you are not yet 18. Our caseworkers must be adults, so we cannot offer you casework now. "
            "You can still send this application: we will write to you about what else you could do with us, and "
            "when casework would be open to you.",
            "你表示尚未年滿 18 歲。個案工作者必須是成年人，所以現時未能安排你擔任個案工作。你仍可遞交這份申請，"
            "我們會與你談談可參與的其他工作，以及日後何時可以擔任個案工作。",
        )
        if terms.is_casework
        else both(
            "You told us that you are not yet 18. Some of this work is open to you and some is not. Please go on: we "
            "will talk with you about what fits.",
            "你表示尚未年滿 18 歲。這個崗位有部分工作適合你，有部分則不適合。請繼續填寫，我們會與你商量。",
        )
    )
    return _step("age", both("Not yet 18", "未滿 18 歲"), [], when=["age"], intro=intro)


def _time(terms: Terms) -> Section:
    return _step(
        "time",
        both("Your time", "你的時間"),
        [
            _ask(
                "hours_per_week",
                "number",
                both("How many hours a week can you give?", "你每星期可付出多少小時？"),
                help=_hours(terms),
                why=both("So that we can plan who is here when.", "讓我們安排人手。"),
                min=1,
                max=60,
            ),
            _ask(
                "months",
                "number",
                both("For how many months?", "可以參與多少個月？"),
                help=_months(terms),
                why=both("Clients need somebody who stays.", "當事人需要可以持續跟進的人。"),
                min=1,
                max=120,
            ),
            _ask(
                "leaves_on",
                "date",
                both("If you know that you will leave Hong Kong: when?", "如你已知會離開香港：何時？"),
                help=both("For example 30 6 2027. A guess is enough.", "例如 30 6 2027。大概日期即可。"),
                why=both("So that we find a time that works for both of us.", "讓我們找出雙方都合適的時間。"),
                required=False,
            ),
            _daytime(),
        ],
    )


def _daytime() -> Question:
    return _ask(
        "half_days",
        "half_days",
        both("When are you usually free on weekdays?", "平日你通常何時有空？"),
        help=both(
            "Clients come to intake sessions on Wednesday and Thursday, 14:00 to 17:00; they are marked.",
            "當事人接見時段為星期三及星期四下午 2 時至 5 時，已在表中標示。",
        ),
        why=both("Some weekday daytime is needed for casework.", "個案工作需要部分平日日間時間。"),
        required=False,
    )


def _hours(terms: Terms) -> Words | None:
    low, high = terms.hours_min, terms.hours_max
    if low is None:
        return None
    if high in {None, low}:
        return both(f"Casework asks for at least {low} hours a week.", f"個案工作每星期至少需要 {low} 小時。")
    return both(f"Casework asks for {low} to {high} hours a week.", f"個案工作每星期需要 {low} 至 {high} 小時。")


def _months(terms: Terms) -> Words | None:
    if terms.months is None:
        return None
    return both(f"Casework asks for at least {terms.months} months.", f"個案工作至少需要 {terms.months} 個月。")


def _fit() -> Section:
    return _step(
        "fit",
        both("Something to talk about", "可以商量的地方"),
        [
            _ask(
                "fit_note",
                "long_text",
                both("Is there anything we should know about this?", "關於這一點，有甚麼想讓我們知道？"),
                help=both("For example whether it may change, and when.", "例如情況會否改變、何時改變。"),
                why=both("So that we can look for a way together.", "讓我們一起想辦法。"),
                required=False,
                max=1000,
            )
        ],
        when=["hours", "months", "leaving", "daytime"],
        intro=both(
            "Thank you for telling us plainly. This does not end your application. What we would like to talk "
            "about with you:",
            "多謝你坦白告知。你的申請不會因此終止。我們希望與你商量：",
        ),
    )


def _experience() -> Section:
    return _step(
        "experience",
        both("Your experience", "你的經驗"),
        [
            _ask(
                "legal_background",
                "choice",
                both("Do you have a legal background?", "你有沒有法律背景？"),
                why=both("We prefer some, and train everybody.", "有法律背景更佳；我們會為每位義工提供培訓。"),
                choices=LEGAL,
            ),
            _ask(
                "experience",
                "long_text",
                both(
                    "What experience do you have with refugees or other people in difficult situations?",
                    "你有沒有與難民或其他處於困境的人士相處或工作的經驗？",
                ),
                help=both(
                    "Paid or unpaid, here or elsewhere. A few sentences are enough.",
                    "受薪或義務、本地或外地均可，寫幾句即可。",
                ),
                why=both("So that we know what you bring with you.", "讓我們了解你的經驗。"),
                required=False,
                max=TEXT_MAX,
            ),
            _ask(
                "languages",
                "text",
                both("Which languages do you speak?", "你會說哪些語言？"),
                help=both("For example English, Cantonese, some Urdu.", "例如英語、廣東話、少許烏爾都語。"),
                why=both("Our clients speak many.", "當事人說多種語言。"),
                required=False,
                max=200,
            ),
        ],
    )


def _skills() -> Section:
    return _step(
        "skills",
        both("Your skills", "你的專長"),
        [
            _ask(
                "skills",
                "long_text",
                both(
                    "What would you like to do with us, and what are you good at?", "你想參與甚麼工作？你有甚麼專長？"
                ),
                help=both("A few sentences are enough.", "寫幾句即可。"),
                why=both("So that we can find work that fits you.", "讓我們找到適合你的工作。"),
                max=TEXT_MAX,
            ),
            _ask(
                "examples",
                "long_text",
                both("An example of something you did", "舉一個你做過的例子"),
                help=both("A link is fine too.", "也可以提供連結。"),
                why=both("An example says more than a title.", "例子比職銜更能說明。"),
                required=False,
                max=TEXT_MAX,
            ),
            _ask(
                "languages",
                "text",
                both("Which languages do you speak?", "你會說哪些語言？"),
                help=both("For example English, Cantonese, some Urdu.", "例如英語、廣東話、少許烏爾都語。"),
                why=both("Our clients and visitors speak many.", "當事人和訪客說多種語言。"),
                required=False,
                max=200,
            ),
        ],
    )


def _weekend() -> Section:
    cohort = _ask(
        "cohort",
        "cohort",
        both("Which training weekend can you attend?", "你可以參加哪一個培訓周末？"),
        help=both("Both days are compulsory.", "兩天均須出席。"),
        why=both("Nobody meets clients before the training.", "完成培訓後才會接觸當事人。"),
    )
    return _step("weekend", both("Your training weekend", "你的培訓周末"), [cohort])


def _why() -> Section:
    return _step(
        "why",
        both("Why you", "申請原因"),
        [
            _ask(
                "statement",
                "long_text",
                both("Why would you like to join us?", "你為甚麼想加入我們？"),
                help=both("A few sentences, in English or Chinese.", "以中文或英文寫幾句即可。"),
                why=both("So that we hear it in your own words.", "讓我們聽到你的心聲。"),
                max=TEXT_MAX,
            ),
            _ask(
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
                max=1000,
                seen_by="supervisor",
            ),
        ],
    )


def _consents() -> Section:
    return _step(
        "consents",
        both("Your consent", "你的同意"),
        [
            _ask(
                "privacy",
                "consent",
                both(
                    "I have read how my data are used, and agree to it for this application.",
                    "我已閱讀資料用途說明，並同意為這份申請使用我的資料。",
                ),
                why=both(f"Version {PRIVACY_VERSION} of the statement above.", f"以上聲明的版本：{PRIVACY_VERSION}。"),
            ),
            _ask(
                "newsletter",
                "consent",
                both("Send me news of the organisation by e-mail.", "以電郵寄給我機構消息。"),
                help=both("It makes no difference to your application.", "不會影響你的申請。"),
                why=both("You can stop it at any time.", "可隨時取消。"),
                required=False,
            ),
        ],
        statement=True,
    )
