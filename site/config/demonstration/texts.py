"""The texts volunteers sign, in their first version."""

from datetime import date

from training.models import Terms

TEXTS = {
    Terms.Kind.COMMITMENT: (
        (
            "I will give the hours a week stated here for the months stated here, keep to the times I agree to, and "
            "say early when I cannot come. I will follow the instructions of the supervising lawyer. I may ask for a "
            "pause, which moves the end of my commitment by as many days."
        ),
        (
            "本人願意在所列月份內，每星期付出所列時數，遵守約定的時間，如未能出席會及早告知。本人會依從督導律師的指示。"
            "本人可申請暫停服務，服務期的完結日會順延相同日數。"
        ),
    ),
    Terms.Kind.CONFIDENTIALITY: (
        (
            "Everything I learn about a client stays confidential, during my time as a volunteer and after it. I will "
            "not speak or write of it to anyone outside the casework team, keep no copies, and report at once what is "
            "lost."
        ),
        (
            "本人在擔任義工期間及其後，對所得悉有關求助者的一切資料保密。"
            "本人不會向個案工作團隊以外的任何人透露，不會保留副本，如有遺失會立即報告。"
        ),
    ),
    Terms.Kind.CONFLICT: (
        (
            "I have told the supervising lawyer of every tie to a person, government or organisation that "
            "could stand against a client's interest, and will do so again when anything changes."
        ),
        "本人已向督導律師申報與任何個人、政府或機構之間可能與求助者利益衝突的關係，日後如有變更會再行申報。",
    ),
}


def make_terms(required_from: date) -> dict[Terms.Kind, Terms]:
    """The first version of every text, required since this day."""
    return {
        kind: Terms.objects.create(kind=kind, version=1, text_en=en, text_zh=zh, required_from=required_from)
        for kind, (en, zh) in TEXTS.items()
    }
