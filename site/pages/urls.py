"""Public pages that are not in the page tree."""

from django.urls import path

from pages import views

urlpatterns = [path("style/", views.style, name="style")]
