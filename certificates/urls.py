"""The holder's own certificates."""

from django.urls import path

from certificates.views import holder

app_name = "certificates"
urlpatterns = [
    path("", holder.certificates, name="list"),
    path("<uuid:uuid>/", holder.download, name="download"),
    path("<uuid:uuid>/initials/", holder.initials, name="initials"),
    path("<uuid:uuid>/choices/", holder.choices, name="choices"),
]
