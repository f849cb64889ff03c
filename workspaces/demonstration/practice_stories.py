"""What trusts of the demonstration offer to others of what helped them, in their own words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from workspaces.demonstration.country import trust_code


@dataclass(frozen=True, slots=True)
class OfferStory:
    """An improvement of a trust's plan by its measure, and what the trust says of it."""

    trust: int
    measure: str
    title: str
    done: str
    took: str
    ask_whom: str

    @property
    def trust_code(self) -> str:
        """The code of the trust."""
        return trust_code(self.trust)


OFFERS = (
    OfferStory(
        18,
        "thermometer_falls_with_harm",
        "A nurse with a day a week for falls on every older people's ward",
        "One nurse of each ward has a day a week for falls alone. They look at who fell, at who may fall next, and take"
        " blood pressure lying and standing within six hours of arrival.",
        "A day a week of one nurse for each ward, paid from what agency nurses cost before. We would begin with two"
        " wards, and not with all: the first rota did not hold.",
        "Chief nurse",
    ),
    OfferStory(
        15,
        "thermometer_new_pressure_ulcers",
        "Everybody's skin looked at within six hours, and a mattress within two",
        "Skin is looked at on arrival and once a day, and written down where the ward sees it. A store that is open at"
        " night brings a mattress within two hours.",
        "Sixty mattresses, a porter at night, and half a year until the look on arrival was a habit. Agency nurses need"
        " a way into the record on their first day.",
        "Deputy chief nurse",
    ),
)
