"""Reading a location from the regulator's interface for programs (``/public/v1/locations/{id}``).

Everything is matched by name, never by its place in a list: lists come in any order, with gaps. A rating that the file
does not have is not made up. Services are superseded by others; a rating that another organisation received first
says so by ``organisationId``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn
from urllib.parse import quote

from inspections.importing.published import Published, Rejected
from inspections.importing.standing import Ending, with_endings, with_standing
from ratings.rules.ratings_words import KeyQuestion, UnknownWord, folded, read_key_question, read_rating

NHS = "NHS Healthcare Organisation"
# Where a reader finds the reports: the interface's own addresses of reports open for programs only.
_REPORTS = "https://www.cqc.org.uk/location/{code}/reports"


class NotALocation(ValueError):
    """The file is no JSON, or not in the shape of a location; the message says why."""


@dataclass(frozen=True, slots=True)
class Location:
    """A location with all of its ratings, current and earlier; ``is_nhs`` by its type.

    ``assessments``: how many it lists under the single assessment framework, which are not read.
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
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise NotALocation(f"It is not in UTF-8 (byte {fault.start + 1}).") from fault
    except RecursionError as fault:
        raise NotALocation("It is nested too deep.") from fault
    except ValueError as fault:
        raise NotALocation(f"It is no JSON: {fault}.") from fault
    if not isinstance(given, dict):
        _refuse("a location is an object")
    reading = _Reading(_code(given, "locationId"), _code(given, "providerId"), _areas(given))
    current = _object(given, "currentRatings")
    reading.take("currentRatings", current, is_current=True)
    for place, earlier in enumerate(_list(given, "historicRatings"), start=1):
        if not isinstance(earlier, dict):
            _refuse("each of historicRatings is an object")
        reading.take(f"historicRatings {place}", earlier, is_current=False)
    return Location(
        code=reading.location_code,
        provider_code=reading.provider_code,
        name=_text(given, "name"),
        is_nhs=folded(_text(given, "type")) == folded(NHS),
        ratings=with_endings(
            with_standing(reading.ratings),
            {area.name: area.ending for area in reading.areas.values() if area.ending is not None},
        ),
        rejected=tuple(reading.rejected),
        assessments=sum(1 for _ in _list(given, "assessment")),
    )


@dataclass(frozen=True, slots=True)
class _Area:
    """A service of the location: its name, and where others took its place, when and which."""

    name: str
    ending: Ending | None


@dataclass(slots=True)
class _Reading:
    location_code: str
    provider_code: str
    areas: Mapping[str, _Area]
    ratings: list[Published] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def take(self, where: str, given: Mapping[str, Any], *, is_current: bool) -> None:
        """Take the ratings of one publication: the location's, then those of each service."""
        overall = _object(given, "overall")
        origin = {name: given.get(name) for name in ("reportDate", "reportLinkId", "organisationId")}
        self._take_one(f"{where}, overall", "", None, overall, {**origin, **_said(overall)}, is_current=is_current)
        self._take_questions(f"{where}, overall", "", overall, {**origin, **_said(overall)}, is_current=is_current)
        for service in _list(given, "serviceRatings"):
            if not isinstance(service, dict) or not isinstance(service.get("name"), str):
                _refuse(f"{where}: each of serviceRatings is an object with a name")
            code, said = service["name"], {**origin, **_said(service)}
            # A service that the location does not describe is called by its code.
            name = self.areas[folded(code)].name if folded(code) in self.areas else code
            self._take_one(f"{where}, {code}", name, None, service, said, is_current=is_current)
            self._take_questions(f"{where}, {code}", name, service, said, is_current=is_current)

    def _take_questions(
        self, where: str, service: str, given: Mapping[str, Any], said: Mapping[str, Any], *, is_current: bool
    ) -> None:
        for each in _list(given, "keyQuestionRatings"):
            if not isinstance(each, dict) or not isinstance(each.get("name"), str):
                _refuse(f"{where}: each of keyQuestionRatings is an object with a name")
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
        published_on = _day(said.get("reportDate"))
        if published_on is None:
            self.rejected.append(Rejected(where, _text(said, "reportDate"), "It has no date of publication."))
            return
        organisation = _text(said, "organisationId")
        inherited = bool(organisation) and folded(organisation) != folded(self.location_code)
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
                report_link=_REPORTS.format(code=quote(self.location_code)),
                report_reference=_text(said, "reportLinkId"),
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


def _areas(given: Mapping[str, Any]) -> dict[str, _Area]:
    """The services of the location by their folded codes."""
    areas = [area for area in _list(given, "inspectionAreas") if isinstance(area, dict)]
    names = {folded(_text(area, "inspectionAreaId")): _name(area) for area in areas}
    made: dict[str, _Area] = {}
    for area in areas:
        ending = None
        if folded(_text(area, "status")) == "superseded":
            followers = [names.get(folded(str(code)), str(code)) for code in _list(area, "supersededBy")]
            ending = Ending(_day(area.get("endDate")), tuple(dict.fromkeys(followers)))
        made[folded(_text(area, "inspectionAreaId"))] = _Area(_name(area), ending)
    return made


def _name(area: Mapping[str, Any]) -> str:
    return _text(area, "inspectionAreaName") or _text(area, "inspectionAreaId")


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


def _code(given: Mapping[str, Any], name: str) -> str:
    code = given.get(name)
    if not isinstance(code, str) or not code.strip():
        _refuse(f"it has no {name}")
    return code.strip()


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        _refuse(f"{name} is an object")
    return value


def _list(given: Mapping[str, Any], name: str) -> Iterator[Any]:
    value = given.get(name)
    if value is None:
        return iter(())
    if not isinstance(value, list):
        _refuse(f"{name} is a list")
    return iter(value)


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _refuse(reason: str) -> NoReturn:
    raise NotALocation(f"It is not in the shape of a location: {reason}.")
