"""Public pages that are not in the page tree."""

from django.urls import path

from pages import views

urlpatterns = [
    path("style/", views.style, name="style"),
    path("find-a-role/", views.find_a_role, name="find_a_role"),
]
