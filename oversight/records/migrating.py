"""Bringing an empty database to its tables in seconds: each new table's model is rendered alone.

While migrations run, the framework keeps a picture of all models as they stood then, and for each model that is added
it renders anew every other one that can be reached from it: with some two hundred models that refer to one another
the work grows with their square, and was nine tenths of a first start. What is added is new, so nothing refers to it
yet, and the others can stay as they are; they learn of the relation when it is rendered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


def add_alone(state: ProjectState, added: ModelState) -> None:
    """Add a model to the picture of all models and render it, and no other, where they are rendered."""
    key = added.app_label, added.name_lower
    is_new = key not in state.models
    rendered = state.__dict__.pop("apps", None)
    # Without what is rendered the framework notes the model and its relations, and renders nothing.
    _add_and_render(state, added)
    if rendered is None:
        return
    state.__dict__["apps"] = rendered
    if is_new:
        rendered.render_multiple([added])
    else:
        state.reload_model(*key)


_add_and_render = ProjectState.add_model


@contextmanager
def rendering_alone() -> Iterator[None]:
    """Let migrations that run meanwhile render each added model alone."""
    ProjectState.add_model = add_alone  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = _add_and_render  # type: ignore[method-assign]
