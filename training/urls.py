"""The volunteer's own pages, the register."""

from django.urls import URLPattern

app_name = "training"
urlpatterns: list[URLPattern] = []
