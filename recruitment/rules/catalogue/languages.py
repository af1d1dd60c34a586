"""The question about languages that every role but interpretation asks."""

from recruitment.rules.catalogue.words import LINE_MAX, ask, both
from recruitment.rules.languages import COMMONEST
from recruitment.rules.questions import Question, Words


def spoken(why: Words) -> Question:
    """Boxes for the commonest, a line for all others."""
    return ask(
        "languages",
        "languages",
        both("Which languages do you speak?", "你會說哪些語言？"),
        help=both("Tick those you can hold a conversation in.", "請選出你能用以交談的語言。"),
        why=why,
        required=False,
        choices=[{"value": code} for code in COMMONEST],
        max=LINE_MAX,
    )
