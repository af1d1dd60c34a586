"""A few certificates: issued by the desk's own actions, drawn and signed by the worker like any other."""

from accounts.roles import Staff
from certificates.actions import issue, reissue, revoke
from certificates.models import Award, Certificate
from certificates.tasks import make
from config.demonstration.scene import Scene
from config.demonstration.volunteers import Cast
from training.models import Commitment

TRAINED, SERVED = 5, 2


def issue_some(scene: Scene, cast: Cast, awards: dict[str, Award]) -> None:
    """Certificates of training and of service: most valid, one superseded by a new one, one revoked."""
    actor = scene.staff[Staff.TRAINER]
    training = awards[Award.Kind.TRAINING.value]
    completions = sorted(cast.completions.values(), key=lambda row: row.pk)[:TRAINED]
    issued = [issue(award=training, achievement=row, actor=actor) for row in completions]
    for commitment in fulfilled(scene)[:SERVED]:
        issue(award=awards[Award.Kind.SERVICE.value], achievement=commitment, actor=actor)
    reissue(certificate=made(issued[1]), actor=actor)
    revoke(certificate=made(issued[3]), reason="Issued before the register was corrected.", actor=actor)


def made(certificate: Certificate) -> Certificate:
    """With its document now: what is no longer valid is not drawn any more, but its code has to answer."""
    make.call(certificate.pk)
    certificate.refresh_from_db()
    return certificate


def fulfilled(scene: Scene) -> list[Commitment]:
    """The commitments of which months and hours were given."""
    done = Commitment.objects.filter(fulfilled_on__lte=scene.day)
    return list(done.select_related("placement__volunteer", "placement__role").order_by("fulfilled_on", "pk"))
