"""The forms by which a team is built."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from inspections.models import PoolMember, TeamMember
from inspections.skills import skills
from inspections.teams import ROLES
from oversight.accounts.models import Person, Role

_OF_THE_POOL = frozenset({Role.SPECIALIST_ADVISER, Role.EXPERT_BY_EXPERIENCE})


class StaffForm(forms.Form):
    """A person of the regulator, and their part in the team."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person"})
    role = forms.ChoiceField(
        label="Part in the team",
        choices=[(role.value, role.label) for role in TeamMember.Role if ROLES[role] - _OF_THE_POOL],
        error_messages={"required": "Choose their part in the team"},
    )

    def __init__(self, *args: object, people: Iterable[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.people = {str(person.public_id): person for person in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"),
            *((key, str(person)) for key, person in self.people.items()),
        ]

    def chosen(self) -> tuple[Person, TeamMember.Role]:
        """Return the person and their part."""
        return self.people[self.cleaned_data["person"]], TeamMember.Role(self.cleaned_data["role"])


class PoolFilters(forms.Form):
    """Whom of the pool to show; what is not understood is as if it had not been asked."""

    skill = forms.ChoiceField(required=False, label="Skill")
    pool_kind = forms.ChoiceField(
        required=False, label="Who", choices=[("", "Advisers and experts"), *PoolMember.Kind.choices]
    )

    def __init__(self, asked: object) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.fields["skill"].choices = [("", "Any skill"), *skills().items()]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def asked_skill(self) -> str:
        """The code of the skill asked for, blank for any."""
        return str(self.cleaned_data.get("skill") or "")

    @property
    def asked_kind(self) -> PoolMember.Kind | None:
        """Advisers or experts, None for both."""
        asked = self.cleaned_data.get("pool_kind")
        return PoolMember.Kind(asked) if asked else None


# The parts that somebody of the pool can take.
PARTS: dict[str, list[TeamMember.Role]] = {
    PoolMember.Kind.SPECIALIST_ADVISER: [
        TeamMember.Role.SPECIALIST,
        TeamMember.Role.CLINICIAN,
        TeamMember.Role.CHAIR,
    ],
    PoolMember.Kind.EXPERT_BY_EXPERIENCE: [TeamMember.Role.EXPERT],
}
