"""The form of a notice: what it says, of which it asks only what its power wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from inspections.core_services import service_name, services_on
from inspections.enforcing.areas import Place
from inspections.enforcing.fundamental_standards import Prosecution, standards_on
from inspections.enforcing.issuing import Closed, Content, Requirement
from inspections.enforcing.powers import Power
from inspections.models import Breach, Inspection, Notice
from inspections.pages.client_ids import SentOnceForm
from inspections.states.notice import IN_FORCE
from oversight.organisations.models import Site, Trust, Ward
from oversight.organisations.sites import sites_of
from oversight.wording import write_date
from ratings.rules.ratings_words import KeyQuestion

# So many empty rows stand below those that are filled in.
_EMPTY_ROWS = 2


@dataclass(frozen=True)
class AreaGroup:
    """The five key questions of one service at one site, as boxes to tick: their values and labels."""

    name: str
    boxes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grounds:
    """What of a trust a notice can name: services at its sites, open breaches, wards, and earlier notices."""

    places: tuple[tuple[Site, str], ...]
    breaches: Mapping[str, Breach]
    wards: Mapping[str, Ward]
    earlier: Mapping[str, Notice]


def grounds_of(trust: Trust, inspection: Inspection | None, on: date, *, places: Sequence[str] = ()) -> Grounds:
    """Return what a notice to the trust can name on the day.

    Where it follows an inspection, its services alone; else those of ``places``, each a site and a service as the
    addresses carry them (``RX101|surgery``); what is no service at a site of the trust is left aside.
    """
    if inspection is not None:
        offered = tuple((part.site, part.service) for part in inspection.services.select_related("site"))
    else:
        wanted = set(places)
        offered = tuple(
            (site, service.code)
            for site in (sites_of(trust, on) if wanted else ())
            for service in services_on(on)
            if f"{site.code}|{service.code}" in wanted
        )
    in_force = [str(state) for state in IN_FORCE]
    return Grounds(
        offered,
        {str(each.public_id): each for each in Breach.objects.filter(trust=trust, ended_on__isnull=True)},
        {
            str(each.public_id): each
            for each in Ward.objects.filter(trust=trust, closed_on__isnull=True).order_by("name")
        },
        {each.reference: each for each in Notice.objects.filter(trust=trust, state__in=in_force)},
    )


class NoticeForm(SentOnceForm):
    """What a notice says. Requirements are rows of a text and a day; empty rows are left aside."""

    title = forms.CharField(
        label="What is it about?",
        max_length=200,
        help_text="In one line, such as: Staffing of the surgical wards at night.",
        error_messages={"required": "Say what the notice is about"},
    )
    reasons = forms.CharField(
        label="The reasons",
        widget=forms.Textarea,
        help_text="What was found, where and when.",
        error_messages={"required": "Give the reasons"},
    )
    regulations = forms.MultipleChoiceField(label="Which regulations?", required=False)
    breaches = forms.MultipleChoiceField(label="Which recorded breaches?", required=False)
    areas = forms.MultipleChoiceField(label="Which care does it concern?", required=False)
    closed = forms.ChoiceField(label="What is closed?", required=False)
    follows = forms.ChoiceField(label="Does it follow an earlier notice?", required=False)

    def __init__(
        self, *args: Any, power: Power, grounds: Grounds, on: date, rows: Sequence[Requirement] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.power, self.grounds = power, grounds
        self.fields["regulations"].choices = _regulations(power, on)  # type: ignore[attr-defined]
        self._offer("breaches", [(key, _breach_in_words(each)) for key, each in grounds.breaches.items()])
        self.area_groups = _area_groups(grounds)
        self._offer("areas", [box for group in self.area_groups for box in group.boxes])
        self._offer("closed", _closable(grounds) if power.kind == Notice.Kind.URGENT_CLOSURE else [])
        earlier = [(key, f"{each.title} ({key})") for key, each in grounds.earlier.items()]
        self._offer("follows", [("", "No"), *earlier] if earlier else [])
        self._add_rows(rows)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Give the field its choices; a field with nothing to choose is not asked."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def _add_rows(self, rows: Sequence[Requirement]) -> None:
        sent = sum(name.startswith("requirement_") for name in self.data) if self.is_bound else 0
        self.rows = max(len(rows) + _EMPTY_ROWS, sent) if self.asks_requirements else 0
        for row in range(self.rows):
            known = rows[row] if row < len(rows) else None
            self.fields[f"requirement_{row}"] = forms.CharField(
                label=f"{row + 1}. What must improve?",
                required=False,
                widget=forms.Textarea,
                initial=known.text if known else None,
            )
            self.fields[f"due_{row}"] = forms.DateField(
                label="By when?",
                required=False,
                initial=known.due_on if known else None,
                error_messages={"invalid": "Give a day"},
            )

    @property
    def asks_requirements(self) -> bool:
        """Whether the step says what must improve by when: closures and prosecutions do not."""
        return self.power.kind not in (Notice.Kind.URGENT_CLOSURE, Notice.Kind.PROSECUTION)

    @property
    def requirement_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows as bound fields: the text and the day."""
        return [(self[f"requirement_{row}"], self[f"due_{row}"]) for row in range(self.rows)]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the other half of a row that is half filled in."""
        for row in range(self.rows):
            text, due = self.cleaned_data.get(f"requirement_{row}"), self.cleaned_data.get(f"due_{row}")
            if text and due is None and not self.errors.get(f"due_{row}"):
                self.add_error(f"due_{row}", "Give the day by which it must improve")
            if due and not text:
                self.add_error(f"requirement_{row}", "Say what must improve by this day")
        return super().clean()

    def content(self) -> Content:
        """Return what the notice says."""
        cleaned = self.cleaned_data
        sites = {site.code: site for site, _ in self.grounds.places}
        return Content(
            power=self.power.code,
            title=cleaned["title"],
            reasons=cleaned["reasons"],
            regulations=tuple(cleaned["regulations"]),
            areas=tuple(_place(value, sites) for value in cleaned.get("areas", ())),
            breaches=tuple(self.grounds.breaches[key] for key in cleaned.get("breaches", ())),
            requirements=tuple(
                Requirement(cleaned[f"requirement_{row}"], cleaned[f"due_{row}"])
                for row in range(self.rows)
                if cleaned.get(f"requirement_{row}")
            ),
            closed=self._closed(cleaned.get("closed", ""), sites),
            follows=self.grounds.earlier.get(cleaned.get("follows", "")),
        )

    def _closed(self, value: str, sites: Mapping[str, Site]) -> Closed:
        kind, _, rest = value.partition(":")
        if kind == "ward":
            return Closed(ward=self.grounds.wards[rest])
        if kind == "service":
            site, _, service = rest.partition("|")
            return Closed(site=sites[site], service=service)
        return Closed()


def words_of(notice: Notice) -> dict[str, Any]:
    """Return what the form begins with for a draft as it stands."""
    closed = ""
    if notice.ward is not None:
        closed = f"ward:{notice.ward.public_id}"
    elif notice.site is not None:
        closed = f"service:{notice.site.code}|{notice.service}"
    return {
        "title": notice.title,
        "reasons": notice.reasons,
        "regulations": notice.regulations,
        "breaches": [str(each.public_id) for each in notice.breaches.all()],
        "areas": [
            f"{each.site.code}|{each.service}|{each.key_question}" for each in notice.areas.select_related("site")
        ],
        "closed": closed,
        "follows": notice.follows.reference if notice.follows else "",
    }


def places_of(notice: Notice) -> list[str]:
    """Return the services that a draft names already, each as the addresses carry it, once."""
    named = [(each.site.code, each.service) for each in notice.areas.select_related("site")]
    if notice.site is not None:
        named.append((notice.site.code, notice.service))
    return [f"{site}|{service}" for site, service in dict.fromkeys(named)]


def rows_of(notice: Notice) -> list[Requirement]:
    """Return what a draft says must improve, in its order."""
    return [Requirement(each.text, each.due_on) for each in notice.requirements.all()]


def _regulations(power: Power, on: date) -> list[tuple[str, str]]:
    """Return the regulations that the step can cite; a prosecution, those parts whose breach is such an offence."""
    standards = standards_on(on)
    if power.kind != Notice.Kind.PROSECUTION:
        return [(each.regulation, each.label) for each in standards]
    wanted = Prosecution.HARM if power.harm == Notice.Harm.HARM else Prosecution.DIRECT
    cited = []
    for each in standards:
        if each.prosecution is wanted:
            cited += [(clause, f"Regulation {clause}: {each.name}") for clause in each.clauses or (each.regulation,)]
    return cited


def _breach_in_words(breach: Breach) -> str:
    return f"Regulation {breach.regulation}, found on {write_date(breach.found_on)}: {breach.what_was_found[:120]}"


def _area_groups(grounds: Grounds) -> tuple[AreaGroup, ...]:
    return tuple(
        AreaGroup(
            f"{site.shown_name}: {service_name(service)}",
            tuple((f"{site.code}|{service}|{question}", question.label) for question in KeyQuestion),
        )
        for site, service in grounds.places
    )


def _closable(grounds: Grounds) -> list[tuple[str, str]]:
    wards = [(f"ward:{key}", f"{ward.name} (ward)") for key, ward in grounds.wards.items()]
    services = [
        (f"service:{site.code}|{service}", f"{service_name(service)} at {site.shown_name}")
        for site, service in grounds.places
    ]
    return [*wards, *services]


def _place(value: str, sites: Mapping[str, Site]) -> Place:
    site, service, question = value.split("|")
    return Place(sites[site], service, KeyQuestion(question))
