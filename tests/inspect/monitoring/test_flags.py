"""The order in which a trust's flags are looked at, and the sentence that names them, against the flags themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import Direction, definitions
from ratings.rules.judging import Word
from tests.inspect.monitoring.making import SEPTEMBER
from workspaces.inspector.monitoring.flags import NAMED, where_to_look
from workspaces.inspector.monitoring.stored import Counted

MEASURES = sorted(code for code, made in definitions().items() if made.direction is not Direction.NEUTRAL)
WORDS = [Word.ELEVATED_RISK, Word.RISK, Word.NO_EVIDENCE]
counted = st.dictionaries(
    st.sampled_from(MEASURES), st.tuples(st.sampled_from(WORDS), st.none() | st.floats(-9, 9)), max_size=12
)


@given(counted)
def test_the_sentence_names_the_worst_and_counts_the_rest(given_words: dict) -> None:
    known = definitions()
    look = where_to_look(
        [Counted(known[code], SEPTEMBER, word) for code, (word, _) in given_words.items()],
        applicable=len(given_words),
        z={code: z for code, (_, z) in given_words.items()},
    )
    flagged = [code for code, (word, _) in given_words.items() if word.weight]
    assert sorted(flag.definition.code for flag in look.flags) == sorted(flagged)
    named = [flag for _, flags in look.named for flag in flags]
    assert len(named) == min(NAMED, len(flagged))
    for flag in named:
        assert flag.definition.name in look.text
    # None that is left unnamed is of a higher level than one that is named, or of its level and tier and farther out.
    for flag in named:
        for other in look.flags[NAMED:]:
            assert other.word.weight <= flag.word.weight
            if (other.word, other.definition.tier) == (flag.word, flag.definition.tier) and flag.harmful_z is not None:
                assert other.harmful_z is None or other.harmful_z <= flag.harmful_z
    if len(flagged) > NAMED:
        assert look.more
    if not flagged:
        assert look.text.startswith(("None of ", "No indicator applies"))


def test_a_low_score_is_harmful_where_more_is_better() -> None:
    known = definitions()
    look = where_to_look(
        [Counted(known["fft_inpatients_recommend"], SEPTEMBER, Word.RISK)],
        applicable=9,
        z={"fft_inpatients_recommend": -2.34},
    )
    assert look.text == f"Risk: {known['fft_inpatients_recommend'].name} (z 2.3)."


def test_what_remains_is_counted_among_those_that_were_asked_about() -> None:
    known = definitions()
    look = where_to_look(
        [Counted(known[code], SEPTEMBER, Word.RISK) for code in ("shmi", "hsmr", "alerts_overdue")],
        applicable=9,
        z={"shmi": 2.1, "hsmr": 4.0},
        remaining={"hsmr"},
        compared={"shmi", "hsmr"},
    )
    assert look.by_chance == "1 of 2 by number remain when chance is allowed for."
