"""The mails of recruitment: importing a module registers its kinds."""

from recruitment.mails import links, pipeline

__all__ = ["links", "pipeline"]
