"""Applying. A step's address is its name in the form's definition; the names here are taken."""

from django.urls import path
from django.views.decorators.cache import never_cache

from recruitment.views import apply, changes, contact, copies, files, interview, reference, status
from recruitment.wizard.steps import ApplicationWizard

app_name = "recruitment"
draft = "<slug:role>/<uuid:draft>"
urlpatterns = [
    path("resume/<str:token>/", apply.resume, name="resume"),
    path("confirm/<str:token>/", contact.confirm_address, name="confirm"),
    path("reference/<str:token>/", reference.reference, name="reference"),
    path("reference/<str:token>/decline/", reference.reference_decline, name="reference_decline"),
    path("<slug:role>/", apply.start, name="start"),
    path("<slug:role>/left/", apply.left, name="left"),
    path("<slug:role>/link-sent/", apply.link_sent, name="link_sent"),
    path("<slug:role>/erased/", copies.erased, name="erased"),
    path(f"{draft}/", apply.tasks, name="tasks"),
    path(f"{draft}/check/", apply.check, name="check"),
    path(f"{draft}/receipt/", status.receipt, name="receipt"),
    path(f"{draft}/status/", status.status, name="status"),
    path(f"{draft}/status/withdraw/", changes.withdraw, name="withdraw"),
    path(f"{draft}/status/offer/", changes.offer, name="offer"),
    path(f"{draft}/status/round/", changes.defer, name="defer"),
    path(f"{draft}/status/answer/", changes.answer, name="answer"),
    path(f"{draft}/status/tell/", changes.tell, name="tell"),
    path(f"{draft}/status/contact/", contact.contact, name="contact"),
    path(f"{draft}/status/copy/", copies.copy, name="copy"),
    path(f"{draft}/status/copy/data.json", copies.copy_json, name="copy_json"),
    path(f"{draft}/status/copy/data.zip", copies.copy_zip, name="copy_zip"),
    path(f"{draft}/status/erase/", copies.erase, name="erase"),
    path(f"{draft}/interview/", interview.interview, name="interview"),
    path(f"{draft}/interview/give-up/", interview.give_up, name="interview_give_up"),
    path(f"{draft}/interview/entry/", interview.entry, name="interview_entry"),
    path(f"{draft}/referees/", reference.referees, name="referees"),
    path(f"{draft}/referees/take-back/", reference.referee_take_back, name="referee_take_back"),
    path(f"{draft}/file/<slug:key>/", files.file, name="file"),
    path(f"{draft}/later/", apply.later, name="later"),
    path(f"{draft}/link/", apply.link, name="link"),
    path(f"{draft}/forget/", apply.forget, name="forget"),
    path(
        f"{draft}/<slug:step>/",
        never_cache(ApplicationWizard.as_view(url_name="recruitment:step")),
        name="step",
    ),
]
