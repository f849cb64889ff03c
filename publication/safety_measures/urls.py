"""The addresses of the released safety measures: their files."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
