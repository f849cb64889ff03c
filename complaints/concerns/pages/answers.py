"""What somebody has answered so far: it goes along in the form from page to page, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from complaints.concerns import words
from complaints.concerns.models import Route, Teller
from complaints.concerns.pages.carried import CARRIED, carry
from complaints.concerns.photos import CleanPhoto
from complaints.concerns.places import NOT_KNOWN, OWN_WORDS, About, about, about_ward, with_ward
from complaints.concerns.reference_codes import is_form, new_form
from complaints.concerns.sealing import Identity, takes_names
from complaints.concerns.telling import Telling
from complaints.concerns.themes import Theme

LINE = 300
"""Letters of an answer of one line."""


class Step(StrEnum):
    """A page of the questions."""

    WHERE = "where"
    WHAT = "what"
    WHO = "who"
    CHECK = "check"


STEPS = tuple(Step)
_FIELDS = {
    Step.WHERE: ("hospital", "searched", "place", "ward"),
    Step.WHAT: ("what", "when", "theme"),
    Step.WHO: ("teller", "named", "name", "contact"),
    Step.CHECK: (),
}
Problems = list[tuple[str, str]]


@dataclass
class Answers:
    """The answers as they were given, tidied; photos were written anew already."""

    form: str
    hospital: str = ""
    # For what words hospitals were last looked up, so that other words are looked up again.
    searched: str = ""
    place: str = ""
    ward: str = ""
    # The ward whose poster or page led here.
    ward_id: str = ""
    what: str = ""
    when: str = ""
    theme: str = ""
    teller: str = ""
    named: str = ""
    name: str = ""
    contact: str = ""
    photos: list[CleanPhoto] = field(default_factory=list)

    @classmethod
    def read(cls, form: QueryDict, photos: list[CleanPhoto]) -> Answers:
        """Return the answers of a form; one without a secret of ours gets a new one."""
        given = {
            name: words.tidy(form.get(name, "")) if name == "what" else words.tidy_line(form.get(name, ""))
            for name in (*(each for step in STEPS for each in _FIELDS[step]), "ward_id")
        }
        secret = form.get("form", "")
        return cls(form=secret if is_form(secret) else new_form(), photos=photos, **given)

    def carried(self, step: Step) -> Iterator[tuple[str, str]]:
        """Return the names and values that the page of the step holds unseen: all but what it asks."""
        yield "form", self.form
        yield "step", str(step)
        for other in STEPS:
            if other is not step:
                yield from ((name, getattr(self, name)) for name in _FIELDS[other] if getattr(self, name))
        if step is Step.WHERE:
            yield "searched", self.searched
        if self.ward_id:
            yield "ward_id", self.ward_id
        yield from ((CARRIED, carry(photo)) for photo in self.photos)

    def about(self, on: date) -> About | None:
        """Return the place on record that is meant, or None."""
        linked = about_ward(self.ward_id) if self.ward_id else None
        if linked is not None and linked.value == self.place and linked.ward and linked.ward.name == self.ward:
            return linked
        found = about(self.place, on=on)
        return with_ward(found, self.ward) if found else None

    def place_in_words(self, on: date) -> str:
        """Return what was written of the place, as far as no place on record says it."""
        found = self.about(on)
        hospital = self.hospital if self.place == OWN_WORDS else ""
        ward = "" if found and found.ward else self.ward
        return ", ".join(part for part in (ward, hospital) if part)

    def problems(self, step: Step, *, route: Route, on: date) -> Problems:
        """Return what must be mended on the page of the step: what to do, and the field."""
        if step is Step.WHERE:
            return self._problems_of_the_place(on)
        if step is Step.WHAT:
            return self._problems_of_the_words()
        if step is Step.WHO:
            return self._problems_of_the_teller(route)
        return []

    def _problems_of_the_place(self, on: date) -> Problems:
        found: Problems = [
            (f"Write the {told} in at most {LINE} letters", f"#{name}")
            for name, told in (("hospital", "name of the hospital"), ("ward", "ward or department"))
            if len(getattr(self, name)) > LINE
        ]
        if found or self.place == NOT_KNOWN or (self.place == OWN_WORDS and self.hospital) or about(self.place, on=on):
            return found
        if self.searched and self.hospital:
            return [("Choose the hospital, or say that it is another place", "#place")]
        return [("Enter the name of the hospital, or press “I do not know which hospital”", "#hospital")]

    def _problems_of_the_words(self) -> Problems:
        found: Problems = []
        if not self.what:
            found.append(("Tell us what happened", "#what"))
        elif len(self.what) > words.LONGEST:
            over = len(self.what) - words.LONGEST
            found.append(
                (
                    f"What you wrote is {over:,} letters too long. We can take {words.LONGEST:,} at once: cut the end, "
                    "keep it, and add it afterwards with your reference",
                    "#what",
                )
            )
        if len(self.when) > LINE:
            found.append((f"Say when it happened in at most {LINE} letters", "#when"))
        if self.theme and self.theme not in set(Theme):
            found.append(("Choose what it is mostly about from the list", "#theme"))
        return found

    def _problems_of_the_teller(self, route: Route) -> Problems:
        found: Problems = []
        if route is Route.CARE and self.teller not in set(Teller):
            found.append(("Choose who you are", "#teller"))
        if not takes_names():
            return found
        if self.named not in {"yes", "no"}:
            found.append(("Choose whether you give your name", "#named"))
        elif self.named == "yes" and not (self.name or self.contact):
            found.append(("Enter your name or how to reach you, or choose to stay anonymous", "#name"))
        found += [
            (f"Write {told} in at most {LINE} letters", f"#{name}")
            for name, told in (("name", "your name"), ("contact", "how to reach you"))
            if len(getattr(self, name)) > LINE
        ]
        return found

    def telling(self, *, route: Route, on: date) -> Telling:
        """Return what is told, once every page's answers are sound."""
        identity = Identity(self.name, self.contact) if self.named == "yes" and takes_names() else None
        return Telling(
            route=route,
            teller=Teller.STAFF if route is Route.STAFF else Teller(self.teller),
            what_happened=self.what,
            when=self.when,
            place=self.place_in_words(on),
            theme=Theme(self.theme) if self.theme else None,
            about=self.about(on),
            photos=self.photos,
            identity=identity,
        )


def begun_at(question: QueryDict, *, on: date) -> Answers:
    """Return new answers, with the place that a link named: ``?hospital=CODE``, ``?trust=CODE`` or ``?ward=ID``."""
    started: dict[str, Any] = {"form": new_form()}
    ward = about_ward(words.tidy_line(question.get("ward", "")))
    place = ward
    for kind in ("hospital", "trust"):
        if place is None:
            place = about(f"{kind}:{words.tidy_line(question.get(kind, ''))}", on=on)
    if place is not None:
        started |= {"place": place.value, "hospital": place.name, "searched": place.name}
    if ward is not None and ward.ward is not None:
        started |= {"ward": ward.ward.name, "ward_id": str(ward.ward.public_id)}
    return Answers(**started)
