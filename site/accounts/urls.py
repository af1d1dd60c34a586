"""The sign-in flows this product uses, out of those allauth offers."""

from allauth.account import views
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import AskForCode, StaffSignIn

urlpatterns = [
    path("sign-in/", AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("staff/", StaffSignIn.as_view(), name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Accounts are not self-made; allauth still looks this name up before it writes to an address without one.
    path("sign-up/", RedirectView.as_view(pattern_name="account_request_login_code"), name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
