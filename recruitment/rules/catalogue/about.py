"""What everybody is asked first: who they are and how to reach them."""

from recruitment.rules.catalogue.words import NAME_MAX, ask, both, choice, step
from recruitment.rules.fit import Terms
from recruitment.rules.questions import Question, Section

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
    choice("friend", "From somebody I know", "親友或認識的人"),
    choice("university", "At a university or school", "大學或學校"),
    choice("work", "At work or from a professional body", "工作或專業團體"),
    choice("community", "In my community", "所屬社群"),
    choice("online", "Online", "網上"),
    choice("news", "In the news", "新聞報道"),
    choice("other", "Another way", "其他途徑"),
]


def about(terms: Terms) -> Section:
    """Names, how to answer them, and whether they are of age."""
    asked = [*_names(), *_contact(), _source(), _adult(terms)]
    return step("about", both("About you", "關於你"), asked, one_of=["email", "phone"])


def _names() -> list[Question]:
    return [
        ask(
            "name",
            "text",
            both("Your name", "姓名"),
            help=both("The name you use. It need not be the one on a document.", "你慣用的名字，不必與證件相同。"),
            why=both("So that we know what to call you.", "讓我們知道怎樣稱呼你。"),
            max=NAME_MAX,
            autocomplete="name",
        ),
        ask(
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
        ask(
            "email",
            "email",
            both("E-mail address", "電郵地址"),
            help=both("If you have none, give us a phone number.", "如沒有電郵，請填寫電話號碼。"),
            why=both("For the receipt and our answer.", "用於寄出收據及回覆。"),
            required=False,
        ),
        ask(
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
    return ask(
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
    return ask("is_adult", "yes_no", both("Are you 18 or over?", "你是否已年滿 18 歲？"), why=why)


def age(terms: Terms) -> Section:
    """The page for those under 18: what is open to them, and a way on."""
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
    return step("age", both("Not yet 18", "未滿 18 歲"), [], when=["age"], intro=intro)
