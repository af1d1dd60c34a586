"""How a person is called in a language."""

import re

CHINESE = re.compile(r"[\u3400-\u9fff]")


def called(name: str, name_other: str, language: str) -> str:
    """The name somebody gave in Chinese where they are written to in Chinese, otherwise the name they use."""
    return name_other if language.startswith("zh") and CHINESE.search(name_other) else name
