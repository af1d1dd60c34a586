"""The register, as trainers hold it in the room."""

from django.urls import URLPattern, path

from training.views import places, register

app_name = "register"
urlpatterns: list[URLPattern] = [
    path("", register.sessions, name="sessions"),
    path("<int:pk>/", register.sheet, name="sheet"),
    path("<int:pk>/mark/<int:enrolment>/", register.mark, name="mark"),
    path("<int:pk>/rest/", register.rest, name="rest"),
    path("event/<int:pk>/", places.event, name="event"),
]
