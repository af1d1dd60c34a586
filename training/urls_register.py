"""The register, as trainers hold it in the room."""

from django.urls import URLPattern

app_name = "register"
urlpatterns: list[URLPattern] = []
