"""The ids that a form carries, so that what is sent twice is kept once."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms


def read_uuid(given: object) -> UUID | None:
    """Return the id, or None for what has not the form of one."""
    try:
        return UUID(str(given))
    except ValueError:
        return None


class SentOnceForm(forms.Form):
    """A form with an id of its own, made with the page: sent again after a lost answer, it is the same save."""

    save_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["save_id"].initial = uuid4

    @property
    def id_to_send(self) -> str:
        """The id as the page carries it: the one that came, else a new one."""
        came = read_uuid(self["save_id"].value())
        return str(came or uuid4())
