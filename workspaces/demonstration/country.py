"""Who and what there is in the demonstration country, without any figures: pure, and the same at every making.

Every name is invented and every code is of a form that no register uses, so that nothing here can be taken for a real
trust's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from workspaces.demonstration.chance import Chance


class Size(Enum):
    """How large a country: a small one for a first look, or one of the size of England's acute sector."""

    SMALL = "small"
    NATIONAL = "national"


class WardKind(Enum):
    """What kind of ward it is: its name stem, specialty code and name, beds, and staff for each shift.

    The staffing is registered by day, care by day, registered by night, care by night.
    """

    ACUTE_MEDICINE = ("Acute Medical Unit", "300 - GENERAL MEDICINE", 32, (7.0, 4.0, 5.0, 3.0))
    OLDER_PEOPLE = ("Older People's Ward", "430 - GERIATRIC MEDICINE", 28, (4.0, 4.0, 3.0, 3.0))
    RESPIRATORY = ("Respiratory Ward", "340 - RESPIRATORY MEDICINE", 26, (5.0, 3.0, 3.5, 2.0))
    CARDIOLOGY = ("Cardiology Ward", "320 - CARDIOLOGY", 24, (5.0, 2.0, 4.0, 1.5))
    STROKE = ("Stroke Unit", "300 - GENERAL MEDICINE", 24, (5.0, 3.5, 3.0, 2.5))
    SURGERY = ("Surgical Ward", "100 - GENERAL SURGERY", 28, (5.0, 3.0, 3.5, 2.0))
    ORTHOPAEDICS = ("Orthopaedic Ward", "110 - TRAUMA & ORTHOPAEDICS", 28, (4.5, 4.0, 3.0, 3.0))
    UROLOGY = ("Urology Ward", "101 - UROLOGY", 22, (4.0, 2.0, 2.5, 1.5))
    GASTROENTEROLOGY = ("Gastroenterology Ward", "301 - GASTROENTEROLOGY", 26, (4.5, 3.0, 3.0, 2.0))
    CHILDREN = ("Children's Ward", "420 - PAEDIATRICS", 22, (5.5, 1.5, 4.5, 1.0))
    MATERNITY = ("Maternity Ward", "501 - OBSTETRICS", 26, (5.0, 2.5, 4.0, 2.0))
    CRITICAL_CARE = ("Critical Care Unit", "192 - CRITICAL CARE MEDICINE", 14, (12.0, 1.5, 12.0, 1.0))

    @property
    def stem(self) -> str:
        """The kind of ward in words."""
        return self.value[0]

    @property
    def specialty(self) -> str:
        """The treatment function, as the return writes it."""
        return self.value[1]

    @property
    def beds(self) -> int:
        """Beds of a usual ward of the kind."""
        return self.value[2]

    @property
    def staff(self) -> tuple[float, float, float, float]:
        """Staff planned for each shift: registered and care by day, registered and care by night."""
        return self.value[3]


class Story(Enum):
    """What happens in a ward or a trust, so that there is something to find."""

    SLIDING_WARD = "a ward whose registered staff thin out month after month"
    RECOVERING_WARD = "a ward that was often short and has recovered"
    ONE_TO_ONE_CARE = "a ward far above its plan while patients need one-to-one care"
    STRETCHED_TRUST = "a trust whose registered hours are well below plan on most wards"
    LATE_TRUST = "a trust whose latest return came after the close"
    SILENT_TRUST = "a trust whose latest return has not come"
    CORRECTED_TRUST = "a trust that corrected a month after it was accepted"
    MERGED_TRUST = "a trust that was merged into another"


@dataclass(frozen=True)
class DemonstrationWard:
    """A ward: its key never changes, and its figures follow from it."""

    key: str
    name: str
    kind: WardKind
    beds: int
    story: Story | None = None


@dataclass(frozen=True)
class DemonstrationSite:
    """A hospital with its wards, and where it would stand on a map."""

    code: str
    name: str
    town: str
    county: str
    postcode: str
    latitude: float
    longitude: float
    wards: tuple[DemonstrationWard, ...]


@dataclass(frozen=True)
class DemonstrationTrust:
    """A trust with its hospitals; a merged one was open until some months before the latest."""

    code: str
    name: str
    town: str
    region: str
    is_foundation: bool
    sites: tuple[DemonstrationSite, ...]
    story: Story | None = None
    merged_into: str | None = None


TRUSTS = {Size.SMALL: 20, Size.NATIONAL: 160}
WARDS_OF_A_SITE = {Size.SMALL: (5, 9), Size.NATIONAL: (22, 28)}
# The first trusts of the small country are whole; the rest have one hospital of a few wards each, and are there for
# what happens in special measures.
WHOLE_TRUSTS = 12
WARDS_OF_A_FEW = (3, 4)
# The merged trust was last open this many months before the latest month.
MONTHS_SINCE_MERGER = 7

# Four regions with codes of a form that no register uses, and the letters of their invented postcodes.
REGIONS = (
    ("DEMON", "Demonstration North"),
    ("DEMOE", "Demonstration East"),
    ("DEMOS", "Demonstration South"),
    ("DEMOW", "Demonstration West"),
)
# Postcode areas that the Post Office does not use.
POSTCODE_AREAS = {"DEMON": "QN", "DEMOE": "QE", "DEMOS": "QS", "DEMOW": "QW"}
_MIDDLE = {"DEMON": (54.6, -1.9), "DEMOE": (52.5, 0.6), "DEMOS": (51.1, -0.9), "DEMOW": (52.0, -2.8)}

_FIRST = (
    "Wren", "Aspen", "Thistle", "Elder", "Hazel", "Marl", "Quarry", "Linnet", "Otter", "Briar",
    "Fallow", "Gorse", "Heron", "Larch", "Merle", "Osier", "Plover", "Rowan", "Siskin", "Tansy",
)  # fmt: skip
_SECOND = ("field", "mere", "combe", "haven", "wick", "stead", "bourne", "cross")
_COUNTIES = {"DEMON": "Northmarch", "DEMOE": "Eastfen", "DEMOS": "Southdowne", "DEMOW": "Westmark"}
_HOSPITALS = ("General Hospital", "Royal Infirmary", "District Hospital", "Memorial Hospital")
_TREES = (
    "Alder", "Beech", "Cedar", "Damson", "Elm", "Fern", "Garnet", "Holly", "Iris", "Juniper",
    "Kestrel", "Lavender", "Maple", "Nightingale", "Oak", "Poppy", "Quince", "Rose", "Saffron", "Teal",
    "Umber", "Violet", "Willow", "Yarrow", "Amber", "Bramble", "Clover", "Dunlin", "Ebony", "Foxglove",
)  # fmt: skip
# Every hospital has the first of these; the rest come in turn.
_ALWAYS = (WardKind.ACUTE_MEDICINE, WardKind.OLDER_PEOPLE, WardKind.SURGERY, WardKind.CRITICAL_CARE)
_IN_TURN = tuple(kind for kind in WardKind if kind is not WardKind.CRITICAL_CARE)

_TRUST_STORIES = {
    2: Story.STRETCHED_TRUST,
    3: Story.MERGED_TRUST,
    5: Story.LATE_TRUST,
    6: Story.SILENT_TRUST,
    7: Story.CORRECTED_TRUST,
}
_WARD_STORIES = {
    (1, 1): Story.SLIDING_WARD,
    (1, 2): Story.ONE_TO_ONE_CARE,
    (4, 1): Story.RECOVERING_WARD,
    (8, 2): Story.SLIDING_WARD,
}
# The trust that took over the merged one's hospitals.
_SUCCESSOR_NUMBER = 4


def town_name(number: int) -> str:
    """Return the invented name of the town with the number, from 1; 160 towns have 160 names."""
    first = (number - 1) % len(_FIRST)
    return _FIRST[first] + _SECOND[((number - 1) // len(_FIRST) + first) % len(_SECOND)]


def trust_code(number: int) -> str:
    """Return the trust's code: seven characters, a length that no trust's code in the register has."""
    return f"DEMO{number:03d}"


@cache
def country(size: Size) -> tuple[DemonstrationTrust, ...]:
    """Return every trust of the country, in the order of their codes."""
    return tuple(_trust(number, size) for number in range(1, TRUSTS[size] + 1))


def _trust(number: int, size: Size) -> DemonstrationTrust:
    chance = Chance("trust", number)
    region = REGIONS[(number - 1) % len(REGIONS)][0]
    town = town_name(number)
    # The national country's trusts have some 50 wards each on two sites; a small one's mostly have one hospital.
    sites = 2 if size is Size.NATIONAL or number in (1, 4, 9) else 1
    is_foundation = number % 3 == 1
    kind = "NHS Foundation Trust" if is_foundation else "NHS Trust"
    return DemonstrationTrust(
        code=trust_code(number),
        name=f"{town} {chance.one_of(('Hospitals', 'University Hospitals', 'Teaching Hospitals'))} {kind}",
        town=town,
        region=region,
        is_foundation=is_foundation,
        sites=tuple(_site(number, place, town, region, size) for place in range(sites)),
        story=_TRUST_STORIES.get(number),
        merged_into=trust_code(_SUCCESSOR_NUMBER) if _TRUST_STORIES.get(number) is Story.MERGED_TRUST else None,
    )


def _site(number: int, place: int, town: str, region: str, size: Size) -> DemonstrationSite:
    code = trust_code(number) + "AB"[place]
    chance = Chance("site", code)
    is_small = size is Size.SMALL and number > WHOLE_TRUSTS
    least, most = WARDS_OF_A_FEW if is_small else WARDS_OF_A_SITE[size]
    latitude, longitude = _MIDDLE[region]
    return DemonstrationSite(
        code=code,
        name=f"{town} {_HOSPITALS[(number + place) % len(_HOSPITALS)]}",
        town=town,
        county=_COUNTIES[region],
        postcode=_postcode(number, place, region, chance),
        latitude=round(latitude + chance.near(0, 0.35), 5),
        longitude=round(longitude + chance.near(0, 0.45), 5),
        wards=tuple(_ward(number, code, place, turn, size) for turn in range(chance.whole(least, most))),
    )


def _postcode(number: int, place: int, region: str, chance: Chance) -> str:
    ending = chance.one_of("ABDEFGHJLN") + chance.one_of("PQRSTUWXYZ")
    return f"{POSTCODE_AREAS[region]}{(number - 1) // len(REGIONS) + 1} {place + 1}{ending}"


def _ward(number: int, site_code: str, place: int, turn: int, size: Size) -> DemonstrationWard:
    kind = _ALWAYS[turn] if turn < len(_ALWAYS) else _IN_TURN[(turn + number) % len(_IN_TURN)]
    if size is Size.SMALL and place == 1 and kind is WardKind.CRITICAL_CARE:
        kind = WardKind.MATERNITY
    tree = _TREES[(turn + 7 * number + 11 * place) % len(_TREES)]
    name = "Critical Care Unit" if kind is WardKind.CRITICAL_CARE else f"{tree} Ward"
    key = f"{site_code}-{turn + 1:02d}"
    chance = Chance("ward", key)
    return DemonstrationWard(
        key=key,
        name=name,
        kind=kind,
        beds=max(6, round(kind.beds * (0.8 + 0.4 * chance.share()))),
        story=_WARD_STORIES.get((number, turn)) if place == 0 else None,
    )
