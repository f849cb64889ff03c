"""Addresses of the pages on which people tell us of care; none of them holds a secret."""

from __future__ import annotations

from django.urls import path

from complaints.concerns.pages import following, telling

app_name = "tell_us"
urlpatterns = [
    path("", telling.start, name="start"),
    path("questions/", telling.questions, name="questions"),
    path("staff/", telling.staff_start, name="staff_start"),
    path("staff/questions/", telling.staff_questions, name="staff_questions"),
    path("follow/", following.follow, name="follow"),
    path("reference/", telling.reference, name="reference"),
]
