"""The mails of recruitment: importing a module registers its kinds."""

from recruitment.mails import contact, links, pipeline

__all__ = ["contact", "links", "pipeline"]
