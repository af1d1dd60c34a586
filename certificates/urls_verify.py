"""Public verification; unprefixed, as it stands on paper."""

from django.urls import path

from certificates.views import verify

urlpatterns = [
    path("", verify.enquire, name="verify_form"),
    path("<str:typed>/", verify.verify, name="verify"),
    path("<str:typed>/json/", verify.verify_json, name="verify_json"),
]
