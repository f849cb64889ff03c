"""Reading a location from the regulator's interface for programs (``/public/v1/locations/{id}``).

Everything is matched by name, never by its place in a list: lists come in any order, with gaps. A rating that the file
does not have is not made up. Services are superseded by others; a rating that another organisation received first
says so by ``organisationId``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from inspections.importing.api_shape import code_of, day_of, list_of, object_of, read_object, refuse, text_of
from inspections.importing.published import Published, Rejected
from inspections.importing.standing import Ending, with_endings, with_standing
from ratings.rules.ratings_words import KeyQuestion, UnknownWord, folded, read_key_question, read_rating

NHS = "NHS Healthcare Organisation"
# Where a reader finds the reports: the interface's own addresses of reports open for programs only.
_REPORTS = "https://www.cqc.org.uk/{kind}/{code}/reports"


@dataclass(frozen=True, slots=True)
class Location:
    """A location with all of its ratings, current and earlier; ``is_nhs`` by its type.

    ``assessments``: how many of them are under the single assessment framework.
    """

    code: str
    provider_code: str
    name: str
    is_nhs: bool
    ratings: tuple[Published, ...]
    rejected: tuple[Rejected, ...]
    assessments: int


def read_location(content: bytes) -> Location:
    """Read one location. Raises ``NotALocation``; single ratings that cannot be read are in ``rejected``."""
    return location_of(read_object(content))


def location_of(given: Mapping[str, Any]) -> Location:
    """Read one location that is an object already, as ``read_location`` does."""
    reading = Reading(code_of(given, "locationId"), code_of(given, "providerId"), areas_of(given))
    take_publications(reading, given)
    # What the list of current ratings has no more has ended; a later assessment can rate it anew.
    endings = {area.name: area.ending for area in reading.areas.values() if area.ending is not None}
    reading.ratings = list(with_endings(reading.ratings, endings))
    assessments = take_assessments(reading, given)
    return Location(
        code=reading.location_code,
        provider_code=reading.provider_code,
        name=text_of(given, "name"),
        is_nhs=folded(text_of(given, "type")) == folded(NHS),
        ratings=with_standing(reading.ratings),
        rejected=tuple(reading.rejected),
        assessments=assessments,
    )


def take_publications(reading: Reading, given: Mapping[str, Any]) -> None:
    """Take the current ratings of a location or a provider, and every earlier publication."""
    reading.take("currentRatings", object_of(given, "currentRatings"), is_current=True)
    for place, earlier in enumerate(list_of(given, "historicRatings"), start=1):
        if not isinstance(earlier, dict):
            refuse("each of historicRatings is an object")
        reading.take(f"historicRatings {place}", earlier, is_current=False)


def take_assessments(reading: Reading, given: Mapping[str, Any]) -> int:
    """Take the ratings of every assessment under the single assessment framework; return how many assessments.

    Each rates the location and groups of services anew at its own publication; the scores behind them are left aside.
    Source: CQC, the interface's ``assessment`` blocks.
    """
    count = 0
    for count, block in enumerate(list_of(given, "assessment"), start=1):
        where = f"assessment {count}"
        if not isinstance(block, dict):
            refuse("each of assessment is an object")
        ratings = object_of(block, "ratings")
        published = {"reportDate": block.get("assessmentPlanPublishedDateTime")}
        for whole in list_of(ratings, "overall"):
            if not isinstance(whole, dict):
                refuse(f"{where}: each of overall is an object")
            reading.take_rated(f"{where}, overall", "", whole, published, is_current=True)
        for group in list_of(ratings, "asgRatings"):
            if not isinstance(group, dict) or not (text_of(group, "name") or text_of(group, "title")):
                refuse(f"{where}: each of asgRatings is an object with a name")
            name = text_of(group, "name") or text_of(group, "title")
            said = {
                **published,
                "reportLinkId": group.get("assessmentPlanId"),
                "assessmentDate": group.get("assessmentDate"),
            }
            reading.take_rated(f"{where}, {name}", reading.service_called(name), group, said, is_current=True)
    return count


@dataclass(frozen=True, slots=True)
class Area:
    """A service of the location: its name, and where others took its place, when and which."""

    name: str
    ending: Ending | None


@dataclass(slots=True)
class Reading:
    """The ratings of one location or provider as they are taken; a provider has no ``location_code``."""

    location_code: str
    provider_code: str
    areas: Mapping[str, Area]
    ratings: list[Published] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    left_aside: int = 0

    def take(self, where: str, given: Mapping[str, Any], *, is_current: bool) -> None:
        """Take the ratings of one publication: the location's, then those of each service."""
        overall = object_of(given, "overall")
        origin = {name: given.get(name) for name in ("reportDate", "reportLinkId", "organisationId")}
        self.take_rated(f"{where}, overall", "", overall, origin, is_current=is_current)
        for service in list_of(given, "serviceRatings"):
            if not isinstance(service, dict) or not isinstance(service.get("name"), str):
                refuse(f"{where}: each of serviceRatings is an object with a name")
            if not self.location_code:
                # A service is rated at a location; what a provider lists besides has no place of its own.
                self.left_aside += 1
                continue
            code = service["name"]
            self.take_rated(f"{where}, {code}", self.service_called(code), service, origin, is_current=is_current)

    def service_called(self, code: str) -> str:
        """Return the name of a service; one that the location does not describe is called by its code."""
        return self.areas[folded(code)].name if folded(code) in self.areas else code

    def take_rated(
        self, where: str, service: str, given: Mapping[str, Any], origin: Mapping[str, Any], *, is_current: bool
    ) -> None:
        """Take what is rated as a whole, and each of its key questions."""
        said = {**origin, **_said(given)}
        self._take_one(where, service, None, given, said, is_current=is_current)
        self._take_questions(where, service, given, said, is_current=is_current)

    def _take_questions(
        self, where: str, service: str, given: Mapping[str, Any], said: Mapping[str, Any], *, is_current: bool
    ) -> None:
        for each in list_of(given, "keyQuestionRatings"):
            if not isinstance(each, dict) or not isinstance(each.get("name"), str):
                refuse(f"{where}: each of keyQuestionRatings is an object with a name")
            place = f"{where}, {each['name']}"
            try:
                question = read_key_question(each["name"])
            except UnknownWord as unknown:
                self.rejected.append(Rejected(place, each["name"], f"{unknown}."))
                continue
            self._take_one(place, service, question, each, {**said, **_said(each)}, is_current=is_current)

    def _take_one(
        self,
        where: str,
        service: str,
        question: KeyQuestion | None,
        given: Mapping[str, Any],
        said: Mapping[str, Any],
        *,
        is_current: bool,
    ) -> None:
        text = given.get("rating")
        try:
            word = read_rating(text)
        except UnknownWord as unknown:
            self.rejected.append(Rejected(where, str(text), f"{unknown}."))
            return
        if word is None:
            return
        published_on = day_of(said.get("reportDate"))
        if published_on is None:
            self.rejected.append(Rejected(where, text_of(said, "reportDate"), "It has no date of publication."))
            return
        organisation = text_of(said, "organisationId")
        own_code = self.location_code or self.provider_code
        inherited = bool(organisation) and folded(organisation) != folded(own_code)
        self._keep(
            where,
            Published(
                provider_code=self.provider_code,
                location_code=self.location_code,
                service=service,
                key_question=question,
                word=word,
                as_published=str(text).strip(),
                published_on=published_on,
                is_current=is_current,
                inherited=inherited,
                inherited_from=organisation if inherited else "",
                report_link=_REPORTS.format(
                    kind="location" if self.location_code else "provider", code=quote(own_code)
                ),
                report_reference=text_of(said, "reportLinkId"),
                inspected_on=day_of(said.get("assessmentDate")),
            ),
        )

    def _keep(self, where: str, rating: Published) -> None:
        if reason := rating.unkeepable():
            self.rejected.append(Rejected(where, rating.as_published, reason))
        else:
            self.ratings.append(rating)


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a rating says of its own publication, which goes before what the list around it says."""
    return {name: given[name] for name in ("reportDate", "reportLinkId", "organisationId") if given.get(name)}


def areas_of(given: Mapping[str, Any]) -> dict[str, Area]:
    """Return the services that a location or a provider describes, by their folded codes."""
    areas = [area for area in list_of(given, "inspectionAreas") if isinstance(area, dict)]
    names = {folded(text_of(area, "inspectionAreaId")): _name(area) for area in areas}
    made: dict[str, Area] = {}
    for area in areas:
        ending = None
        if folded(text_of(area, "status")) == "superseded":
            followers = [names.get(folded(str(code)), str(code)) for code in list_of(area, "supersededBy")]
            ending = Ending(day_of(area.get("endDate")), tuple(dict.fromkeys(followers)))
        made[folded(text_of(area, "inspectionAreaId"))] = Area(_name(area), ending)
    return made


def _name(area: Mapping[str, Any]) -> str:
    return text_of(area, "inspectionAreaName") or text_of(area, "inspectionAreaId")
