"""What migrations see of models, each rendered alone, is what the framework itself would show them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps.registry import Apps
from django.core.management import get_commands, load_command_class
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from oversight.records.management.commands.migrate import Command
from oversight.records.migrating import rendering_alone


def field() -> models.BigAutoField:
    return models.BigAutoField(primary_key=True)


# A model, one that refers to it, one in both directions, and a second of them that comes back later.
OPERATIONS = [
    migrations.CreateModel("Trust", [("id", field())]),
    migrations.CreateModel("Site", [("id", field()), ("trust", models.ForeignKey("o.Trust", models.CASCADE))]),
    migrations.CreateModel(
        "Ward",
        [
            ("id", field()),
            ("site", models.ForeignKey("o.Site", models.CASCADE, related_name="wards")),
            ("joined", models.ManyToManyField("o.Trust", related_name="joined_wards")),
            ("before", models.OneToOneField("o.Ward", models.CASCADE, null=True)),
        ],
    ),
    migrations.AddField("Trust", "main", models.ForeignKey("o.Site", models.CASCADE, null=True, related_name="+")),
    migrations.CreateModel("Mark", [("id", field()), ("ward", models.ForeignKey("o.Ward", models.CASCADE))]),
    migrations.DeleteModel("Mark"),
    migrations.CreateModel("Mark", [("id", field()), ("trust", models.ForeignKey("o.Trust", models.CASCADE))]),
]


def after_each() -> Iterator[Apps]:
    """Do the operations one after the other, and give what is rendered then."""
    state = ProjectState()
    # What migrations do first: from here on, models are rendered as they come.
    assert state.apps.get_models() == []
    for operation in OPERATIONS:
        operation.state_forwards("o", state)
        yield state.apps


def seen(apps: Apps) -> dict[str, list[tuple[str, str, str]]]:
    """What each model shows, forwards and backwards: the names, the kinds and to what they lead."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.get_fields(include_hidden=True)
        for each in fields:
            # It leads to the model as it stands, not to one of an earlier picture.
            assert each.related_model is None or each.related_model is apps.get_model(each.related_model._meta.label)
        found[model._meta.label] = sorted(
            (each.name, type(each).__name__, str(each.related_model and each.related_model._meta.label))
            for each in fields
        )
    return found


def test_every_operation_leaves_what_the_framework_leaves() -> None:
    usual = [seen(apps) for apps in after_each()]
    with rendering_alone():
        alone = [seen(apps) for apps in after_each()]
    assert alone == usual
    assert ("wards", "ManyToOneRel", "o.Ward") in usual[-1]["o.Site"]


def test_what_stands_is_not_rendered_again() -> None:
    with rendering_alone():
        first, second = [apps.get_model("o.Trust") for apps, _ in zip(after_each(), range(2), strict=False)]
    assert first is second


def test_afterwards_the_framework_has_its_own_way_again() -> None:
    before = ProjectState.add_model
    with pytest.raises(ZeroDivisionError), rendering_alone():
        assert ProjectState.add_model is not before
        raise ZeroDivisionError
    assert ProjectState.add_model is before


def test_the_command_of_this_name_is_ours() -> None:
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), Command)
