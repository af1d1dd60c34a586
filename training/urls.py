"""The volunteer's own pages."""

from django.urls import URLPattern, path

from training.views import calendar, changes, check_in, commitment, data, hours, portal

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("", portal.portal, name="portal"),
    path("place/<int:pk>/confirm/", portal.confirm_place, name="confirm_place"),
    path("place/<int:pk>/give-up/", portal.give_up_place, name="give_up_place"),
    path("place/ask/<int:pk>/", portal.ask_for_place, name="ask_for_place"),
    path("check-in/", check_in.check_in, name="check_in"),
    path("place/<int:pk>/sessions.ics", calendar.place_file, name="place_file"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/sessions.ics", calendar.calendar_file, name="calendar_file"),
    path("calendar/<uuid:key>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("changes/known/", changes.say_known, name="acknowledge"),
    path("commitment/", portal.commitment, name="commitment"),
    path("declarations/", portal.declarations, name="declarations"),
    path("declarations/<slug:kind>/", portal.declaration, name="declaration"),
    path("availability/", portal.availability, name="availability"),
    path("six-months/", commitment.six_months, name="six_months"),
    path("hours/", hours.hours, name="hours"),
    path("hours/<int:pk>/take-back/", hours.take_back, name="take_back_hours"),
    path("reminders/<int:pk>/", hours.reminders, name="reminders"),
    path("reminders/<str:key>/", hours.stop_reminders, name="stop_reminders"),
    path("data/", data.data, name="data"),
    path("data/data.json", data.data_json, name="data_json"),
]
