"""The register, as trainers hold it in the room."""

from django.urls import URLPattern, path

from training.views import make_ups, places, register
from training.views.register import screen
from training.views.register.guard import sent_from

app_name = "register"
PLACE = ("pk", "enrolment")
urlpatterns: list[URLPattern] = [
    path("", register.sessions, name="sessions"),
    path("<int:pk>/", register.sheet, name="sheet"),
    path("<int:pk>/state/", register.state, name="state"),
    path("<int:pk>/mark/<int:enrolment>/", register.mark, name="mark"),
    path("<int:pk>/person/<int:enrolment>/", register.cell, name="cell"),
    path("<int:pk>/rest/", register.rest, name="rest"),
    path("<int:pk>/rest/undo/", register.undo_rest, name="undo_rest"),
    path("<int:pk>/walk-in/", register.walk_in, name="walk_in"),
    path("<int:pk>/walk-in/known/", register.known, name="known"),
    path("<int:pk>/walk-in/<int:walk_in>/", register.known, name="match"),
    path("<int:pk>/note/", register.note, name="note"),
    path("<int:pk>/head-count/", register.head_count, name="head_count"),
    path("<int:pk>/check-in/", screen.check_in, name="check_in"),
    path("<int:pk>/check-in/open/", sent_from("register:check_in", screen.open_check_in), name="open_check_in"),
    path("<int:pk>/check-in/close/", sent_from("register:check_in", screen.close_check_in), name="close_check_in"),
    path("<int:pk>/screen/", screen.screen, name="screen"),
    path("<int:pk>/sheet.pdf", register.paper, name="paper"),
    path("me/", register.me, name="me"),
    path("offline/", register.offline, name="offline"),
    path("worker.js", register.worker, name="worker"),
    path("event/<int:pk>/", places.event, name="event"),
    path("event/<int:pk>/add/", places.add, name="add"),
    path("event/<int:pk>/add/<int:volunteer>/", sent_from("register:add", places.add_person), name="add_person"),
    path("event/<int:pk>/carry-over/", places.carry_over, name="carry_over"),
    path("event/<int:pk>/make-ups/", sent_from("register:event", make_ups.offer_all), name="make_ups"),
    path("event/<int:pk>/make-up/<int:enrolment>/<int:session>/", make_ups.arrange, name="make_up"),
    path("event/<int:pk>/place/<int:enrolment>/", places.place, name="place"),
    path(
        "event/<int:pk>/place/<int:enrolment>/seat/", sent_from("register:place", places.seat, keys=PLACE), name="seat"
    ),
    path("event/<int:pk>/place/<int:enrolment>/give-up/", places.give_up, name="give_up"),
    path(
        "event/<int:pk>/place/<int:enrolment>/move/",
        sent_from("register:place", places.move_place, keys=PLACE),
        name="move",
    ),
]
