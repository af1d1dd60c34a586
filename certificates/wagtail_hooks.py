"""Certificates in the staff's screens: the menu, the issue desk's addresses, the log's words."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from certificates.views import awards, decisions, desk, progress, steering
from certificates.viewsets import CertificatesGroup


@hooks.register("register_admin_viewset")
def register_screens() -> CertificatesGroup:
    return CertificatesGroup()


@hooks.register("register_admin_urls")
def register_desk() -> list[URLResolver]:
    addresses = [
        path("", desk.Choose.as_view(), name="choose"),
        path("<int:award>/", desk.Review.as_view(), name="review"),
        path("<int:award>/progress/", progress.Progress.as_view(), name="progress"),
        path("<int:award>/pause/", steering.Pause.as_view(), name="pause"),
        path("<int:award>/go-on/", steering.GoOn.as_view(), name="go_on"),
        path("<int:award>/retry/", steering.RetryAll.as_view(), name="retry_all"),
        path("<int:award>/print-pack.pdf", steering.PrintPack.as_view(), name="print_pack"),
        path("<int:award>/archive.zip", steering.Archive.as_view(), name="archive"),
        path("award/preview/", awards.Preview.as_view(), name="preview_new"),
        path("award/<int:pk>/preview/", awards.Preview.as_view(), name="preview"),
        path("event/<int:event>/", desk.OneEvent.as_view(), name="event"),
        path("person/<int:person>/", desk.OnePerson.as_view(), name="person"),
        path("to-decide/", desk.Flagged.as_view(), name="flagged"),
        path("certificate/<int:pk>/document/", decisions.Document.as_view(), name="document"),
        path("certificate/<int:pk>/reissue/", decisions.Reissue.as_view(), name="reissue"),
        path("certificate/<int:pk>/renew/", decisions.Renew.as_view(), name="renew"),
        path("certificate/<int:pk>/expire/", decisions.Expire.as_view(), name="expire"),
        path("certificate/<int:pk>/stand/", decisions.Stand.as_view(), name="stand"),
        path("certificate/<int:pk>/revoke/", decisions.Revoke.as_view(), name="revoke"),
        path("certificate/<int:pk>/retry/", decisions.Retry.as_view(), name="retry"),
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
    actions.register_action("certificates.renew", _("Renew a certificate"), _("Renewed in place of an earlier one"))
    actions.register_action("certificates.expire", _("Let a certificate expire"), _("Certificate ended early"))
    actions.register_action(
        "certificates.let_stand", _("Let a certificate stand"), _("Stands although its basis was corrected")
    )
    actions.register_action("certificates.pause", _("Pause the making of documents"), _("Making of documents paused"))
    actions.register_action("certificates.go_on", _("Go on making documents"), _("Making of documents went on"))
    actions.register_action("certificates.collect", _("Take documents away"), _("Documents taken away"))
