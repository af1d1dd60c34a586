"""How signing in fits this product: mails go through the outbox, accounts are not self-made."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from accounts.mails import NO_ACCOUNT, SIGN_IN_CODE
from accounts.models import User
from mail.actions import queue


def client_address(request: HttpRequest) -> str:
    """The network address of whoever asks, through as many trusted proxies as stand in front.

    Of IPv6 the network: one client has all of its 2^64 addresses, and would never be slowed down.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((address.packed[:8] + bytes(8), 64)))
    return str(getattr(address, "ipv4_mapped", None) or address)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by code or password, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Accounts are opened by acceptance or by an administrator."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail of a sign-in; allauth's other mails belong to flows this product does not offer."""
        language = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        language = language or translation.get_language() or "en"
        if template_prefix == "account/email/login_code":
            minutes = str(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60)
            queue(
                kind=SIGN_IN_CODE.key, to=email, language=language, values={"code": context["code"], "minutes": minutes}
            )
        elif template_prefix == "account/email/unknown_account":
            queue(kind=NO_ACCOUNT.key, to=email, language=language, values={"site": settings.SITE_URL})
