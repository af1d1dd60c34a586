"""Interpretation's own questions: pairs of languages, examples instead of scales, limits, and pay."""

from recruitment.rules.catalogue.words import NOTE_MAX, TEXT_MAX, ask, both, choice, step
from recruitment.rules.questions import Question, Section


def pairs() -> Section:
    """Any number of pairs, each one way."""
    asked = ask(
        "pairs",
        "pairs",
        both("From which language into which?", "由哪種語言譯成哪種語言？"),
        help=both(
            "One direction at a time, such as from Dari into English. If you also work from English into Dari, add "
            "that as another pair.",
            "每組只填一個方向，例如由達利語譯成英語。如你也可由英語譯成達利語，請另加一組。",
        ),
        why=both("So that we call you for the right conversations.", "讓我們在合適的對話中找你幫忙。"),
    )
    return step("pairs", both("The languages you work between", "你的傳譯語言"), [asked])


def interpreting() -> Section:
    """What somebody has done already, and what they would rather not do."""
    return step("interpreting", both("Your experience", "你的經驗"), [_examples(), _limits()])


def _examples() -> Question:
    return ask(
        "examples",
        "long_text",
        both("Tell us of times when you interpreted or translated", "請舉出你做過傳譯或翻譯的例子"),
        help=both(
            "For whom, about what, and how it went: at a clinic, in a shop, for your family, a school newsletter. "
            "No diploma is needed. Name nobody.",
            "為誰、關於甚麼、過程如何：例如在診所、店舖、為家人，或翻譯學校通訊。不需要文憑。請勿寫出任何人的姓名。",
        ),
        why=both("An example says more than a mark from one to five.", "例子比自評分數更能說明。"),
        max=TEXT_MAX,
    )


def _limits() -> Question:
    return ask(
        "limits",
        "long_text",
        both("Is there a topic you would rather not interpret?", "有沒有你不想傳譯的話題？"),
        help=both(
            "Conversations here can be about violence, illness or family. You may leave some out without saying why.",
            "這裏的對話可能涉及暴力、疾病或家庭。你可以不接某些話題，亦無須說明原因。",
        ),
        why=both("So that we do not ask you for what would burden you.", "以免請你做令你難受的工作。"),
        required=False,
        max=NOTE_MAX,
    )


def pay() -> Section:
    """Unpaid, or for a modest rate: only where the role may be paid."""
    asked = ask(
        "pay",
        "choice",
        both("How would you like to work with us?", "你希望以甚麼方式參與？"),
        help=both(
            "Some people need permission before they may be paid. You need not tell us here; we will talk with you "
            "first.",
            "有些人須先獲批准才可收取報酬。你無須在此告訴我們；我們會先與你商量。",
        ),
        why=both("So that we can arrange it from the beginning.", "讓我們從一開始便安排妥當。"),
        choices=[
            choice("unpaid", "Unpaid, as a volunteer", "義務性質，不收報酬"),
            choice("paid", "For a modest hourly rate", "收取少量時薪"),
            choice("open", "I would like to talk about it", "希望先商量"),
        ],
    )
    return step("pay", both("Unpaid or paid", "義務或受薪"), [asked])
