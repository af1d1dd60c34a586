"""The holder's own certificates, public verification, and the issue desk."""

from certificates.views.badges import did_document
from certificates.views.verify import signing_certificate

__all__ = ["did_document", "signing_certificate"]
