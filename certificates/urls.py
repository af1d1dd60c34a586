"""The holder's own certificates."""

from django.urls import path

from certificates.views import badges, holder

app_name = "certificates"
urlpatterns = [
    path("", holder.certificates, name="list"),
    path("<uuid:uuid>/", holder.download, name="download"),
    path("<uuid:uuid>/badge/", badges.badge, name="badge"),
    path("<uuid:uuid>/choices/", holder.choices, name="choices"),
]
