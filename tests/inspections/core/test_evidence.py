"""Evidence: saved once whatever the line does, and never lost when two people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from inspections.evidence import (
    LARGEST_FILE,
    Cited,
    Found,
    Saved,
    attach_file,
    remove_file,
    save_evidence,
    standing_versions,
)
from inspections.models import EvidenceFile, EvidencePiece, EvidenceVersion, Inspection
from inspections.states.inspection import InspectionState
from inspections.versions import heads
from oversight.records.models import AuditEntry
from oversight.returns.models import StoredFile
from oversight.returns.replacing import replace_stored_file
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, bring_to, new_id
from tests.returns.making import make_person
from tests.returns.test_at_once import at_once

S = InspectionState
SEEN = Found("Two nurses for thirty patients.", EvidenceVersion.Kind.OBSERVATION, NOW)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.ON_SITE)


def save(
    scene: Scene,
    inspection: Inspection,
    piece_id: UUID,
    found: Found = SEEN,
    *,
    based_on: int = 0,
    settles: Sequence[int] = (),
    by: object = None,
    save_id: UUID | None = None,
) -> Saved:
    return save_evidence(
        piece_id=piece_id,
        save_id=save_id or new_id(),
        inspection=inspection,
        found=found,
        based_on=based_on,
        settles=settles,
        by=by or scene.lead,  # type: ignore[arg-type]
        now=NOW,
    )


def test_a_piece_is_kept_with_all_that_it_is_tied_to(scene: Scene, inspection: Inspection) -> None:
    found = Found(
        " A patient waited two hours for pain relief. ",
        EvidenceVersion.Kind.INTERVIEW,
        NOW,
        source=EvidenceVersion.Source.PATIENT,
        site=scene.site,
        service="surgery",
        key_question=KeyQuestion.SAFE,
        place="Rowan",
        visit=inspection.visits.get(),
        cites=Cited("concern", "C-1"),
    )
    saved = save(scene, inspection, new_id(), found)
    version = EvidenceVersion.objects.get()
    assert saved.is_new
    assert saved.beside == ()
    assert version.text == "A patient waited two hours for pain relief."
    assert (version.site, version.service, version.key_question) == (scene.site, "surgery", "safe")
    assert (version.source, version.place, version.cites_kind, version.cites_id) == (
        "patient",
        "Rowan",
        "concern",
        "C-1",
    )
    entry = AuditEntry.objects.get(action="evidence.saved")
    assert entry.subject_id == str(saved.piece.piece_id)
    assert "text" in entry.fields
    assert not any("pain" in text for text in [*entry.fields, *entry.hashes, entry.subject_id])


def test_nothing_need_be_said_but_what_was_found(scene: Scene, inspection: Inspection) -> None:
    version = save(scene, inspection, new_id()).version
    assert (version.site, version.service, version.key_question, version.source) == (None, "", "", "")
    with refused("no_text"):
        save(scene, inspection, new_id(), replace(SEEN, text="  "))


def test_a_save_sent_twice_is_one(scene: Scene, inspection: Inspection) -> None:
    piece, sent = new_id(), new_id()
    first = save(scene, inspection, piece, save_id=sent)
    again = save(scene, inspection, piece, save_id=sent)
    assert first.is_new
    assert not again.is_new
    assert again.version == first.version
    assert (EvidencePiece.objects.count(), EvidenceVersion.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="evidence.saved").count() == 1
    with refused("known"):
        save(scene, inspection, new_id(), save_id=sent)
    with refused("known"):
        save(scene, inspection, piece, save_id=sent, by=scene.second)


def test_a_save_sent_again_after_the_report_moved_on_is_still_the_save_that_was_kept(scene: Scene) -> None:
    """A phone that was offline repeats what it does not know to be kept: it is told that it was."""
    inspection = an_inspection(scene, S.ON_SITE)
    piece, sent = new_id(), new_id()
    kept = save(scene, inspection, piece, save_id=sent)
    bring_to(inspection, S.PUBLISHED)
    assert save(scene, inspection, piece, save_id=sent).version == kept.version
    with refused("moved_on"):
        save(scene, inspection, piece, based_on=1)
    with refused("moved_on"):
        save(scene, inspection, new_id())
    assert EvidencePiece.objects.count() == 1


def test_two_people_who_write_on_one_version_both_stand_until_somebody_settles_it(
    scene: Scene, inspection: Inspection
) -> None:
    piece = new_id()
    save(scene, inspection, piece)
    hers = save(scene, inspection, piece, replace(SEEN, text="Hers."), based_on=1)
    his = save(scene, inspection, piece, replace(SEEN, text="His."), based_on=1, by=scene.second)
    assert hers.beside == ()
    assert [version.text for version in his.beside] == ["Hers."]
    assert [each.number for each in standing_versions([his.piece])[his.piece.pk]] == [2, 3]
    # She goes on writing on her own: his still stands.
    more = save(scene, inspection, piece, replace(SEEN, text="Hers, and more."), based_on=2)
    assert [version.text for version in more.beside] == ["His."]
    both = save(scene, inspection, piece, replace(SEEN, text="Both."), based_on=4, settles=[3])
    assert both.beside == ()
    assert [each.text for each in standing_versions([both.piece])[both.piece.pk]] == ["Both."]
    assert EvidenceVersion.objects.count() == 5
    with refused("version"):
        save(scene, inspection, piece, based_on=9)
    with refused("version"):
        save(scene, inspection, piece, based_on=5, settles=[9])


def test_the_audit_entry_names_what_a_save_changed_alone(scene: Scene, inspection: Inspection) -> None:
    piece = new_id()
    save(scene, inspection, piece)
    save(scene, inspection, piece, replace(SEEN, key_question=KeyQuestion.SAFE), based_on=1)
    entry = AuditEntry.objects.filter(action="evidence.saved").latest("pk")
    assert entry.fields == ["key_question"]


def test_evidence_is_tied_to_its_own_inspection(scene: Scene, inspection: Inspection) -> None:
    other = an_inspection(scene, S.ON_SITE)
    with refused("tied"):
        save(scene, inspection, new_id(), replace(SEEN, visit=other.visits.get()))
    with refused("tied"):
        save(scene, inspection, new_id(), replace(SEEN, site=another_site(scene)))
    with refused("tied"):
        save(scene, inspection, new_id(), replace(SEEN, service="catering"))
    piece = new_id()
    save(scene, other, piece)
    with refused("known"):
        save(scene, inspection, piece)


def test_people_of_the_team_write_evidence(scene: Scene, inspection: Inspection) -> None:
    with refused("not_in_team"):
        save(scene, inspection, new_id(), by=scene.manager)
    with refused("not_allowed"):
        save(scene, inspection, new_id(), by=scene.signatory)


def test_the_database_keeps_every_version(scene: Scene, inspection: Inspection) -> None:
    saved = save(scene, inspection, new_id())
    for spoil in (
        lambda: EvidenceVersion.objects.update(text="Something else."),
        lambda: saved.version.delete(),
        lambda: EvidencePiece.objects.update(author=scene.second),
        lambda: saved.piece.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_a_piece_put_in_by_mistake_is_set_aside_with_a_reason_and_stays(scene: Scene, inspection: Inspection) -> None:
    piece = new_id()
    save(scene, inspection, piece)
    save(scene, inspection, piece, replace(SEEN, set_aside_reason="Another ward."), based_on=1)
    [version] = standing_versions([EvidencePiece.objects.get()]).popitem()[1]
    assert version.set_aside_reason == "Another ward."


def attached(scene: Scene, piece: EvidencePiece, **given: object) -> EvidenceFile:
    wanted: dict[str, object] = {
        "file_id": new_id(),
        "piece": piece,
        "filename": "C:\\pictures\\door.jpg",
        "media_type": "image/jpeg",
        "content": b"\xff\xd8picture",
        "by": scene.lead,
        "now": NOW,
    }
    return attach_file(**{**wanted, **given})  # type: ignore[arg-type]


def test_a_file_is_kept_once_by_its_bytes_and_once_under_its_id(scene: Scene, inspection: Inspection) -> None:
    piece = save(scene, inspection, new_id()).piece
    sent = new_id()
    file = attached(scene, piece, file_id=sent)
    assert attached(scene, piece, file_id=sent) == file
    assert file.filename == "door.jpg"
    assert bytes(StoredFile.objects.get().content or b"") == b"\xff\xd8picture"
    attached(scene, piece)
    assert (EvidenceFile.objects.count(), StoredFile.objects.count()) == (2, 1)
    with refused("known"):
        attached(scene, save(scene, inspection, new_id()).piece, file_id=sent)
    with refused("empty"):
        attached(scene, piece, content=b"")
    with refused("media_type"):
        attached(scene, piece, media_type="text/html")
    with refused("too_large"):
        attached(scene, piece, content=b"x" * (LARGEST_FILE + 1))
    with refused("not_in_team"):
        attached(scene, piece, by=scene.manager)


def test_a_removed_file_stays_known_with_its_reason(scene: Scene, inspection: Inspection) -> None:
    file = attached(scene, save(scene, inspection, new_id()).piece)
    with refused("no_reason"):
        remove_file(file=file, reason=" ", by=scene.lead, now=NOW)
    assert remove_file(file=file, reason="A face.", by=scene.second, now=NOW).removed_by == scene.second
    with refused("removed"):
        remove_file(file=file, reason="A face.", by=scene.lead, now=NOW)


def test_bytes_taken_out_for_personal_data_do_not_come_back(scene: Scene, inspection: Inspection) -> None:
    from oversight.accounts.models import Role
    from oversight.organisations.models import Body

    piece = save(scene, inspection, new_id()).piece
    file = attached(scene, piece)
    keeper = make_person("keeper@example.org", Role.ADMINISTRATOR, body=Body.objects.get(code="CQC"))
    replace_stored_file(sha256=file.stored_id, reason="A patient's face.", by=keeper, now=NOW)
    with refused("replaced"):
        attached(scene, piece)


@dataclass(frozen=True)
class _Version:
    number: int
    based_on: int
    settles: tuple[int, ...] = ()


@given(st.data())
def test_nothing_written_is_ever_hidden_by_what_did_not_see_it(data: st.DataObject) -> None:
    """Whatever versions people write on: each one stands, or a later one was written on it or settled it."""
    versions: list[_Version] = []
    for number in range(1, data.draw(st.integers(1, 10)) + 1):
        based_on = data.draw(st.integers(0, number - 1))
        settles = data.draw(st.sets(st.integers(1, number - 1), max_size=3)) if number > 1 else set()
        versions.append(_Version(number, based_on, tuple(sorted(settles))))
    standing = {version.number for version in heads(versions)}
    for version in versions:
        taken_up = [later for later in versions if later.based_on == version.number or version.number in later.settles]
        assert (version.number in standing) == (not taken_up)
    assert versions[-1].number in standing
    assert [each.number for each in heads(list(reversed(versions)))] == sorted(standing)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_many_saves_at_once_are_all_kept(self) -> None:
        scene = a_scene()
        inspection = an_inspection(scene, S.ON_SITE)
        piece = new_id()
        save(scene, inspection, piece)
        outcomes = at_once(
            *(
                lambda text=text, by=by: save(scene, inspection, piece, replace(SEEN, text=text), based_on=1, by=by)
                for text, by in (("A", scene.lead), ("B", scene.second), ("C", scene.lead), ("D", scene.second))
            )
        )
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        [standing] = standing_versions(EvidencePiece.objects.all()).values()
        assert sorted(version.text for version in standing) == ["A", "B", "C", "D"]
        assert sorted(version.number for version in standing) == [2, 3, 4, 5]

    def test_one_save_sent_many_times_at_once_is_one(self) -> None:
        scene = a_scene()
        inspection = an_inspection(scene, S.ON_SITE)
        piece, sent = new_id(), new_id()
        outcomes = at_once(*[lambda: save(scene, inspection, piece, save_id=sent)] * 4)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert sorted(outcome.is_new for outcome in outcomes if isinstance(outcome, Saved)) == [False] * 3 + [True]
        assert EvidenceVersion.objects.count() == 1

    def test_a_save_and_the_end_of_the_inspection_at_once_leave_one_of_them(self) -> None:
        from inspections.programme import cancel

        scene = a_scene()
        inspection = an_inspection(scene, S.ON_SITE)
        outcomes = at_once(
            lambda: save(scene, Inspection.objects.get(pk=inspection.pk), new_id()),
            lambda: cancel(inspection=inspection, reason="Fire.", by=scene.second, now=NOW),
        )
        assert not isinstance(outcomes[1], Exception)
        refused_as = getattr(outcomes[0], "code", None)
        assert (refused_as == "moved_on") == (EvidenceVersion.objects.count() == 0)
