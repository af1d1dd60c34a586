"""The mails of recruitment: importing a module registers its kinds."""

from recruitment.mails import contact, interviews, links, pipeline, references

__all__ = ["contact", "interviews", "links", "pipeline", "references"]
