"""Skills and examples: the questions of the roles that work beside the cases."""

from typing import Any

from recruitment.rules.catalogue.languages import spoken
from recruitment.rules.catalogue.words import LINE_MAX, TEXT_MAX, ask, both, choice, step
from recruitment.rules.questions import Question, Section, Words

Choices = list[dict[str, Any]]
OTHER = choice("other", "Something else", "其他")
WRITES = [choice("en", "English", "英文"), choice("zh", "Chinese", "中文")]


def general() -> Section:
    """A role without questions of its own: in the applicant's words."""
    skills = ask(
        "skills",
        "long_text",
        both("What would you like to do with us, and what are you good at?", "你想參與甚麼工作？你有甚麼專長？"),
        help=both("A few sentences are enough.", "寫幾句即可。"),
        why=both("So that we can find work that fits you.", "讓我們找到適合你的工作。"),
        max=TEXT_MAX,
    )
    example = _example(both("An example of something you did", "舉一個你做過的例子"), None)
    return _skills([skills, example, _languages()])


def fundraising() -> Section:
    """Money and partners."""
    work = [
        choice("grants", "Writing applications to foundations and funds", "向基金會及資助機構撰寫申請"),
        choice("donors", "Keeping in touch with people who give", "與捐助者保持聯繫"),
        choice("companies", "Finding partners in companies and schools", "在企業及學校尋找合作夥伴"),
        choice("campaigns", "Campaigns and collections, online or in the street", "網上或街頭籌款活動"),
        choice("research", "Finding out who might support us", "搜集可能支持我們的機構資料"),
        choice("figures", "Budgets, figures and reports", "預算、數字及報告"),
        OTHER,
    ]
    example = _example(
        both("An example of support you helped to win", "舉一個你協助爭取支持的例子"),
        both(
            "A grant, a partner, a collection at school: what you did, and what came of it. Do not name donors.",
            "例如一項資助、一個合作夥伴、一次校內籌款：你做了甚麼、結果如何。請勿寫出捐助者姓名。",
        ),
    )
    return _skills([_areas(work), _writes_in(), example, _languages()])


def events() -> Section:
    """Evenings, fairs and meetings."""
    work = [
        choice("plan", "Planning: venue, budget, timetable", "籌劃：場地、預算、流程"),
        choice("day", "Helping on the day itself", "活動當日支援"),
        choice("guests", "Invitations and guests", "邀請及接待嘉賓"),
        choice("stage", "Sound, light, stage and photographs", "音響、燈光、舞台及攝影"),
        choice("food", "Food and drink", "餐飲"),
        choice("talks", "Speaking or leading a workshop", "演講或帶領工作坊"),
        OTHER,
    ]
    when = ask(
        "event_times",
        "choices",
        both("When could you be there?", "你甚麼時候可以到場？"),
        why=both("Most events are outside office hours.", "活動大多在辦公時間以外舉行。"),
        choices=[
            choice("day", "Weekdays, by day", "平日日間"),
            choice("evening", "Weekday evenings", "平日晚上"),
            choice("weekend", "Weekends", "周末"),
        ],
    )
    example = _example(
        both("An example of an event you helped with", "舉一個你協助舉辦活動的例子"),
        both(
            "How many people came, what was yours to do, and what you would do differently.",
            "有多少人參加、你負責甚麼、若再辦一次會如何改進。",
        ),
    )
    return _skills([_areas(work), when, example, _languages()])


def press() -> Section:
    """Words and pictures for the public."""
    work = [
        choice("writing", "Writing articles and fact sheets", "撰寫文章及資料單張"),
        choice("editing", "Editing and proofreading", "編輯及校對"),
        choice("translating", "Translating between English and Chinese", "中英互譯"),
        choice("design", "Layout and design", "排版及設計"),
        choice("photo", "Photographs and film", "攝影及短片"),
        choice("social", "Social media", "社交媒體"),
        choice("press", "Talking to journalists", "與記者聯絡"),
        OTHER,
    ]
    example = _example(
        both("An example of something you wrote or made", "舉一個你寫過或製作過的例子"),
        both("Say what it was for and what your part was.", "請說明用途及你負責的部分。"),
    )
    link = ask(
        "portfolio",
        "text",
        both("Where can we see some of it?", "我們可以在哪裏看到你的作品？"),
        help=both("The address of a page, if there is one.", "如有網頁，請填寫網址。"),
        why=both("So that we see how you work.", "讓我們看看你的風格。"),
        required=False,
        max=LINE_MAX,
    )
    return _skills([_areas(work), _writes_in(), example, link, _languages()])


def technology() -> Section:
    """The network, the website, and the people who use them."""
    work = [
        choice("support", "Helping colleagues with their computers", "協助同事解決電腦問題"),
        choice("network", "Network, devices and accounts", "網絡、裝置及帳戶"),
        choice("web", "Websites", "網站"),
        choice("data", "Databases and spreadsheets", "資料庫及試算表"),
        choice("security", "Security and backups", "資訊保安及備份"),
        choice("teaching", "Teaching people to use them", "教導他人使用"),
        OTHER,
    ]
    place = ask(
        "place",
        "choice",
        both("Where would you like to work?", "你希望在哪裏工作？"),
        why=both("Some of it can be done only in our office.", "部分工作只能在辦事處進行。"),
        choices=[
            choice("office", "At your office", "在辦事處"),
            choice("distance", "From elsewhere", "遙距"),
            choice("either", "Either", "兩者皆可"),
        ],
    )
    example = _example(
        both("An example of something you set up, built or repaired", "舉一個你設置、建立或修復過的例子"),
        both(
            "What it was, with which tools, and who used it. A link is fine too.",
            "是甚麼、用了哪些工具、給誰使用。也可以提供連結。",
        ),
    )
    return _skills([_areas(work), place, example, _languages()])


def _skills(asked: list[Question]) -> Section:
    return step("skills", both("Your skills", "你的專長"), asked)


def _areas(work: Choices) -> Question:
    return ask(
        "areas",
        "choices",
        both("What would you like to do with us?", "你想參與哪些工作？"),
        help=both("Choose as many as you like. You need not have done it before.", "可選多項。無須有相關經驗。"),
        why=both("So that we can find work that fits you.", "讓我們找到適合你的工作。"),
        choices=work,
    )


def _example(label: Words, more: Words | None) -> Question:
    return ask(
        "examples",
        "long_text",
        label,
        help=more or both("A link is fine too.", "也可以提供連結。"),
        why=both("An example says more than a title.", "例子比職銜更能說明。"),
        required=False,
        max=TEXT_MAX,
    )


def _writes_in() -> Question:
    return ask(
        "writes_in",
        "choices",
        both("In which languages can you write for others to read?", "你能以哪種文字撰寫供他人閱讀的文章？"),
        why=both("What we publish and send is in both.", "我們發表和寄出的文字以中英文並行。"),
        required=False,
        choices=WRITES,
    )


def _languages() -> Question:
    return spoken(both("Our clients and visitors speak many.", "當事人和訪客說多種語言。"))
