"""The mails of recruitment: importing a module registers its kinds."""

from recruitment.mails import contact, enquiries, interviews, links, pipeline, references, reminders

__all__ = ["contact", "enquiries", "interviews", "links", "pipeline", "references", "reminders"]
