"""The register, as trainers hold it in the room."""

from django.urls import URLPattern, path

from training.views import make_ups, places, register

app_name = "register"
urlpatterns: list[URLPattern] = [
    path("", register.sessions, name="sessions"),
    path("<int:pk>/", register.sheet, name="sheet"),
    path("<int:pk>/mark/<int:enrolment>/", register.mark, name="mark"),
    path("<int:pk>/rest/", register.rest, name="rest"),
    path("event/<int:pk>/", places.event, name="event"),
    path("event/<int:pk>/add/", places.add, name="add"),
    path("event/<int:pk>/add/<int:volunteer>/", places.add_person, name="add_person"),
    path("event/<int:pk>/carry-over/", places.carry_over, name="carry_over"),
    path("event/<int:pk>/make-ups/", make_ups.offer_all, name="make_ups"),
    path("event/<int:pk>/make-up/<int:enrolment>/<int:session>/", make_ups.arrange, name="make_up"),
    path("event/<int:pk>/place/<int:enrolment>/", places.place, name="place"),
    path("event/<int:pk>/place/<int:enrolment>/seat/", places.seat, name="seat"),
    path("event/<int:pk>/place/<int:enrolment>/give-up/", places.give_up, name="give_up"),
    path("event/<int:pk>/place/<int:enrolment>/move/", places.move_place, name="move"),
]
