"""Public verification; unprefixed, as it stands on paper."""

from django.urls import path

from certificates.views import verify

urlpatterns = [
    path("", verify.enquire, name="verify_form"),
    path("<str:typed>/", verify.verify, name="verify"),
]
