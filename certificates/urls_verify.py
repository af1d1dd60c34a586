"""Public verification; unprefixed, as it stands on paper."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
