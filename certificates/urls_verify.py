"""Public verification; unprefixed, as it stands on paper."""

from django.urls import path, re_path

from certificates.views import badges, verify

urlpatterns = [
    path("", verify.enquire, name="verify_form"),
    path("status/<int:year>.json", badges.status_list, name="badge_status"),
    path("<str:typed>/", verify.verify, name="verify"),
    path("<str:typed>/json/", verify.verify_json, name="verify_json"),
    path("<str:typed>/json", verify.verify_json),
    path("<str:typed>", verify.verify),  # the address as somebody typed it from paper, without its last stroke
    re_path(r"^(?!status/).+$", verify.nowhere),
]
