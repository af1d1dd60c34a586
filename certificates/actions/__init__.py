"""What is done with awards and certificates: the only writers of both."""

from certificates.actions.awards import save_award
from certificates.actions.beforehand import sort_out, unfit
from certificates.actions.deciding import end_standing, expire, let_stand, reissue, renew, renew_all, revoke
from certificates.actions.holding import (
    certificates_of,
    choose_forgetting,
    choose_initials,
    erase_certificates,
    kept_of,
    move_certificates,
    show_replaced,
)
from certificates.actions.issuing import issue, issue_all, next_serial
from certificates.actions.leftovers import sweep_documents, unnamed
from certificates.actions.working import collected, go_on, pause, resume, retry, retry_all, would_fail_again

__all__ = [
    "certificates_of",
    "choose_forgetting",
    "choose_initials",
    "collected",
    "end_standing",
    "erase_certificates",
    "expire",
    "go_on",
    "issue",
    "issue_all",
    "kept_of",
    "let_stand",
    "move_certificates",
    "next_serial",
    "pause",
    "reissue",
    "renew",
    "renew_all",
    "resume",
    "retry",
    "retry_all",
    "revoke",
    "save_award",
    "show_replaced",
    "sort_out",
    "sweep_documents",
    "unfit",
    "unnamed",
    "would_fail_again",
]
