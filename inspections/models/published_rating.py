"""Ratings as published: ours, and those that came from the regulator's own files. Never overwritten."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When

from inspections.models.departure import RatingLevel, address_of_level
from inspections.models.fields import (
    key_question_field,
    never_deleted,
    non_rating_field,
    person_field,
    rating_field,
    rating_or_reason,
)
from inspections.models.inspection import Inspection
from inspections.models.judgement import NON_RATING_REASONS
from inspections.models.report import PublishedReport
from oversight.organisations.models import Site, Trust


class PublishedRatingQuerySet(models.QuerySet["PublishedRating"]):
    """Published ratings, as we know them."""

    def known(self) -> PublishedRatingQuerySet:
        """Return those that no better knowledge has replaced: the history of publications, without our corrections."""
        return self.filter(known_to__isnull=True)

    def standing(self, on: date) -> PublishedRatingQuerySet:
        """Return, of each thing rated, what was published last by the day; ours before an import of the same day.

        What had ceased by the day is left out, and so is what left an earlier rating standing.
        """
        return (
            self.known()
            .filter(published_on__lte=on, leaves_earlier_standing=False)
            .exclude(ended_on__lte=on)
            .annotate(
                rated_service=Case(When(service_code="", then=F("service")), default=F("service_code")),
            )
            .order_by(
                "provider_code",
                "location_code",
                "level",
                "rated_service",
                "key_question",
                "-published_on",
                # ``ours`` stands before ``latest_ratings`` and that before ``cqc_api``, by the alphabet.
                "-source",
                "-number",
            )
            .distinct("provider_code", "location_code", "level", "rated_service", "key_question")
        )


class PublishedRating(models.Model):
    """One rating or non-rating at one level, as it was published on a day."""

    Level = RatingLevel

    class Source(models.TextChoices):
        CQC_API = "cqc_api", "The regulator's interface for programs"
        LATEST_RATINGS = "latest_ratings", "The regulator's table of latest ratings"
        OURS = "ours", "Published here"

    source = models.CharField(max_length=20, choices=Source)
    level = models.CharField(max_length=25, choices=RatingLevel)
    # Codes as published: an organisation need not be on our register, and is linked where it is.
    provider_code = models.CharField(max_length=20)
    location_code = models.CharField(max_length=20, blank=True)
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="published_ratings")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="published_ratings")
    # The service as published: its code in our list for ours, the published name elsewhere.
    service = models.CharField(max_length=200, blank=True)
    # Our code for the service, where the published name is one that the list knows.
    service_code = models.CharField(max_length=60, blank=True)
    key_question = key_question_field(blank=True)
    rating = rating_field()
    non_rating = non_rating_field()
    # Why it was not rated, where that is said: by what the team judged, or by the file that it came from.
    non_rating_reason = models.CharField(max_length=30, choices=NON_RATING_REASONS, blank=True)
    # The word as published, where it is more than the rating's own label.
    as_published = models.CharField(max_length=60, blank=True)
    # What the rules give, by which rule of which set, from which inputs; blank where nothing was computed.
    computed = rating_field()
    rule = models.CharField(max_length=40, blank=True)
    rule_set = models.CharField(max_length=60, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    # Why the published one is not the computed one, in words for the public.
    departure_reason = models.TextField(blank=True)
    published_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    # The last day of the inspection that it rests on.
    inspected_on = models.DateField(null=True, blank=True)
    # Whether a merger or takeover handed it on, and the organisation of which it was published, where that is said.
    inherited = models.BooleanField(default=False)
    inherited_from = models.CharField(max_length=20, blank=True)
    report_link = models.CharField(max_length=300, blank=True)
    # The report's own number, where its source has one.
    report_reference = models.CharField(max_length=64, blank=True)
    # From when the thing rated is no longer rated, such as a service that others followed; the names of those.
    ended_on = models.DateField(null=True, blank=True)
    followed_by = models.CharField(max_length=300, blank=True)
    # An inspection may end without ratings: its source then still counts what was published before.
    leaves_earlier_standing = models.BooleanField(default=False)
    inspection = models.ForeignKey(
        Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="published_ratings"
    )
    report = models.ForeignKey(PublishedReport, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings")
    # 1, or more where one publication of a day followed another (a review of the ratings).
    number = models.PositiveIntegerField(default=1)
    # When we learned it, and when we learned better.
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    objects = PublishedRatingQuerySet.as_manager()

    class Meta:
        ordering = ["provider_code", "location_code", "level", "service", "key_question", "-published_on", "-number"]
        indexes = [
            models.Index(fields=["location_code", "published_on"], name="ratings_of_a_location"),
            models.Index(fields=["provider_code", "published_on"], name="ratings_of_a_provider"),
        ]
        constraints = [
            rating_or_reason("a_published_rating_rates_or_says_why_not"),
            address_of_level("a_published_rating_names_what_its_level_asks_for", site="location_code"),
            models.UniqueConstraint(
                fields=[
                    "source",
                    "provider_code",
                    "location_code",
                    "level",
                    "service",
                    "key_question",
                    "published_on",
                    "number",
                ],
                condition=Q(known_to__isnull=True),
                name="a_published_rating_once",
            ),
            models.CheckConstraint(
                name="what_has_an_origin_is_inherited",
                condition=Q(inherited_from="") | Q(inherited=True),
            ),
            models.CheckConstraint(
                name="a_published_rating_is_replaced_after_it_was_known",
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
            ),
            models.CheckConstraint(
                name="what_we_publish_has_its_inspection",
                condition=~Q(source="ours")
                | Q(inspection__isnull=False, report__isnull=False, published_at__isnull=False, known_to__isnull=True),
            ),
        ]
        triggers = [
            never_deleted("published_ratings_are_kept"),
            # An organisation that comes onto our register later is linked then; what was published stays.
            pgtrigger.ReadOnly(name="a_published_rating_stays", exclude=["known_to", "trust", "site"]),
        ]


class DisplayDuty(models.Model):
    """The duty to display a rating at a place (reg 20A): by when, and when and how the trust did."""

    class Place(models.TextChoices):
        SITE = "site", "At the location"
        PRINCIPAL_PLACE = "principal_place", "At the principal place of business"
        WEBSITE = "website", "On the website"

    report = models.ForeignKey(PublishedReport, on_delete=models.PROTECT, related_name="display_duties")
    place = models.CharField(max_length=20, choices=Place)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The last day: 21 calendar days after publication, even while a review is pending.
    due_on = models.DateField()
    displayed_on = models.DateField(null=True, blank=True)
    how = models.TextField(blank=True)
    recorded_by = person_field(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["report", "place", "site__code"]
        verbose_name_plural = "display duties"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "place", "site"], nulls_distinct=False, name="a_display_duty_once_for_a_place"
            ),
            models.CheckConstraint(
                condition=Q(place="site", site__isnull=False) | (~Q(place="site") & Q(site__isnull=True)),
                name="a_display_at_a_location_names_it",
            ),
            models.CheckConstraint(
                name="a_display_is_recorded_by_somebody",
                condition=Q(displayed_on__isnull=True, recorded_by__isnull=True, recorded_at__isnull=True)
                | Q(displayed_on__isnull=False, recorded_by__isnull=False, recorded_at__isnull=False),
            ),
        ]
        triggers = [never_deleted("display_duties_are_kept")]
