"""Casework's own questions."""

from recruitment.rules.catalogue.languages import spoken
from recruitment.rules.catalogue.words import TEXT_MAX, ask, both, choice, step
from recruitment.rules.questions import Question, Section

LEGAL = [
    choice("none", "None", "沒有"),
    choice("student", "I study law", "現正修讀法律"),
    choice("graduate", "I have a law degree", "持有法律學位"),
    choice("practice", "I work in a legal job, such as paralegal or trainee", "從事法律工作，例如律師助理或實習律師"),
    choice("qualified", "I am a qualified lawyer, here or elsewhere", "在本地或外地的合資格律師"),
]


def experience() -> Section:
    """What an applicant brings: law, people, languages."""
    return step(
        "experience",
        both("Your experience", "你的經驗"),
        [_legal(), _with_people(), spoken(both("Our clients speak many.", "當事人說多種語言。"))],
    )


def _legal() -> Question:
    return ask(
        "legal_background",
        "choice",
        both("Do you have a legal background?", "你有沒有法律背景？"),
        why=both("We prefer some, and train everybody.", "有法律背景更佳；我們會為每位義工提供培訓。"),
        choices=LEGAL,
    )


def _with_people() -> Question:
    return ask(
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
    )
