"""Certificates in the staff's screens: the menu, the issue desk's addresses, the log's words."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from certificates.views import desk
from certificates.viewsets import CertificatesGroup


@hooks.register("register_admin_viewset")
def register_screens() -> CertificatesGroup:
    return CertificatesGroup()


@hooks.register("register_admin_urls")
def register_desk() -> list[URLResolver]:
    addresses = [
        path("", desk.Choose.as_view(), name="choose"),
        path("<int:award>/", desk.Review.as_view(), name="review"),
        path("<int:award>/progress/", desk.Progress.as_view(), name="progress"),
        path("certificate/<int:pk>/document/", desk.Document.as_view(), name="document"),
        path("certificate/<int:pk>/reissue/", desk.Reissue.as_view(), name="reissue"),
        path("certificate/<int:pk>/revoke/", desk.Revoke.as_view(), name="revoke"),
        path("certificate/<int:pk>/retry/", desk.Retry.as_view(), name="retry"),
    ]
    return [path("issue-desk/", include((addresses, "issue_desk")))]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.issue", _("Issue a certificate"), _("Certificate issued"))
    actions.register_action(
        "certificates.reissue", _("Reissue a certificate"), _("Reissued in place of an earlier one")
    )
    actions.register_action("certificates.revoke", _("Revoke a certificate"), _("Certificate revoked"))
    actions.register_action("certificates.retry", _("Make a document again"), _("Making of the document restarted"))
