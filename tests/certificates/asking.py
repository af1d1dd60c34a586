"""Asking what a certificate is worth, as anybody can."""

from typing import Any

from django.test import Client
from django.urls import reverse


def page(client: Client, code: str, **extra: Any) -> str:
    response = client.get(reverse("verify", args=[code]), **extra)
    assert response.status_code == 200
    return response.content.decode()
