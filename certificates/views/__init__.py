"""The holder's own certificates, public verification, and the issue desk."""

from certificates.views.verify import signing_certificate

__all__ = ["signing_certificate"]
