"""Trusts, hospital sites, wards, regions and bodies: opaque codes, and what was true of them from when to when."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from oversight.organisations.page_names import as_written_on_a_page

# A folded name can be longer than the name: "&" is folded to "and".
_KEY_LENGTH = 300


class Region(models.Model):
    """A region of England by its register code, such as ``Y62``."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name or self.code


class DatedQuerySet(models.QuerySet):
    """Rows with ``from_on`` and ``to_on``: both days belong to the time in which the row holds."""

    def on(self, day: date) -> DatedQuerySet:
        """Return the rows that hold on the day."""
        return self.filter(Q(from_on__isnull=True) | Q(from_on__lte=day)).filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day)
        )


class OrganisationQuerySet(models.QuerySet):
    """Trusts or sites."""

    def open_on(self, day: date) -> OrganisationQuerySet:
        """Return those that were open on the day; the closing day is the last."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=day)).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=day)
        )


class Organisation(models.Model):
    """What the register says of a trust or a site; a closed one keeps its row."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    address_1 = models.CharField(max_length=200, blank=True)
    address_2 = models.CharField(max_length=200, blank=True)
    address_3 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # An invented organisation never enters a figure, a peer group or a search with real ones.
    is_demonstration = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name as pages write it; ``name`` itself stays as the register has it."""
        return as_written_on_a_page(self.name)

    def is_open(self, day: date) -> bool:
        """Say whether the organisation was open on the day; the closing day is its last."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)


class Trust(Organisation):
    """An NHS trust or NHS foundation trust."""

    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="trusts")

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="trust_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            )
        ]


class TrustKind(models.Model):
    """What kind a trust was, from when to when; a foundation trust was often an NHS trust before."""

    class Kind(models.TextChoices):
        NHS_TRUST = "nhs_trust", "NHS trust"
        FOUNDATION_TRUST = "foundation_trust", "NHS foundation trust"

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=20, choices=Kind)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=100)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trust"], condition=Q(to_on__isnull=True), name="one_present_kind_of_a_trust"
            ),
            models.CheckConstraint(
                name="a_kind_of_trust_ends_after_it_begins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]


class Site(Organisation):
    """A place where a trust gives care; ``is_hospital`` once a register of hospitals names it."""

    is_hospital = models.BooleanField(default=False)
    # The register of trusts' sites names it: what that register says is then not overwritten by a list of hospitals.
    on_site_register = models.BooleanField(default=False)
    # What a list of hospitals calls it; and who runs it, where that is no trust on record.
    hospital_name = models.CharField(max_length=200, blank=True)
    provider_name = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    website = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="site_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="a_position_has_both_coordinates",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    @property
    def shown_name(self) -> str:
        """The name as pages write it: what the list of hospitals calls it, or else the register."""
        return as_written_on_a_page(self.hospital_name or self.name)


class SiteTrust(models.Model):
    """Which trust a site belonged to, from when to when."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="trusts")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="sites")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(to_on__isnull=True), name="one_present_trust_of_a_site"
            ),
            models.CheckConstraint(
                name="a_site_leaves_a_trust_after_it_joins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]


class Ward(models.Model):
    """A ward of a site, known by an opaque id, since wards have no national code."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="wards")
    # A rota system's export may name a site by words alone: such a ward has a site name and no site on record.
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="wards")
    site_name = models.CharField(max_length=200, blank=True)
    site_name_key = models.CharField(max_length=600, blank=True)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=_KEY_LENGTH)
    specialty_1 = models.CharField(max_length=100, blank=True)
    specialty_2 = models.CharField(max_length=100, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "site", "site_name_key", "name_key"],
                condition=Q(closed_on__isnull=True),
                nulls_distinct=False,
                name="one_open_ward_of_a_name_at_a_site",
            ),
            models.CheckConstraint(condition=~Q(name_key=""), name="a_ward_is_filed_under_its_folded_name"),
            models.CheckConstraint(
                condition=Q(site__isnull=True) | Q(site_name="", site_name_key=""),
                name="a_ward_has_a_site_on_record_or_one_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WardAlias(models.Model):
    """Another name under which a trust's files have called a ward."""

    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=_KEY_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "name_key"], name="an_alias_once_for_a_ward")]


class SetAsideUnit(models.Model):
    """A unit in a trust's files that is no ward (ward clerks, for one), set aside once and remembered."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="set_aside_units")
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=_KEY_LENGTH)
    set_aside_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trust", "name_key"], name="a_unit_set_aside_once_for_a_trust")]


class Succession(models.Model):
    """One trust followed another: earlier returns stay with the old code and are signed by the successor's people."""

    predecessor = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="a_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_trust_succeeds_itself"),
        ]


class Body(models.Model):
    """A body with a role in oversight, and the time in which it had that role.

    The oversight body was Monitor or the Trust Development Authority to 31 March 2016, then NHS Improvement to
    30 June 2022, then NHS England.
    """

    class Role(models.TextChoices):
        REGULATOR = "regulator", "Regulator of quality"
        OVERSIGHT = "oversight", "Oversight body"
        COMMISSIONER = "commissioner", "Commissioner"
        HEALTHWATCH = "healthwatch", "Local Healthwatch"
        PUBLISHER = "publisher", "Publisher of the statistics"
        SURVEILLANCE = "surveillance", "Quality surveillance group"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    # An oversight body of one kind of trust alone; blank: of every kind.
    oversees_kind = models.CharField(max_length=20, choices=TrustKind.Kind, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="a_body_ends_after_it_begins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodePlace(models.Model):
    """Where a postcode lies, from a postcode directory: the whole of it is replaced by a newer one."""

    # As it is written, with one space: SE1 7EH.
    postcode = models.CharField(max_length=8, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()


class AreaTrust(models.Model):
    """A trust whose patients live in the area of a local body, such as a Healthwatch, from when to when.

    The area of a local Healthwatch is a local authority's; several trusts serve it, and a trust serves several.
    """

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="area_trusts")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="areas")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "trust"], condition=Q(to_on__isnull=True), name="a_trust_once_in_an_area"
            ),
            models.CheckConstraint(
                name="a_trust_leaves_an_area_after_it_joins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]
