"""The whole public map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts import views as accounts
from certificates import views as certificates
from config import views
from pages import views as pages
from recruitment.views import enquiry

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots),
    path("sitemap.xml", pages.sitemap),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("verify/", include("certificates.urls_verify")),
    path(".well-known/did.json", certificates.did_document, name="did_document"),
    path(".well-known/signing-certificate.pem", certificates.signing_certificate, name="signing_certificate"),
    re_path(r"^(?P<prefix>admin|verify|\.well-known)/.*$", views.missing),
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
urlpatterns += i18n_patterns(
    path("account/", include("accounts.urls")),
    path("account/after-sign-in/", accounts.after_sign_in, name="home"),
    path("ask/", enquiry.ask, name="ask"),
    path("ask/thank-you/", enquiry.asked, name="asked"),
    path("apply/", include("recruitment.urls")),
    path("my/certificates/", include("certificates.urls")),
    path("my/", include("training.urls")),
    path("register/", include("training.urls_register")),
    path("", include("pages.urls")),
    path("", include(wagtail_urls)),
)
