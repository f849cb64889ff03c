"""Codes: made once, kept as hashes, read however they are typed, used once, and gone with their quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from complaints.survey.answering import CodeState, find_code, send_answers
from complaints.survey.codes import DIGITS, hash_of, new_code, read_code, written
from complaints.survey.handing_out import make_codes, still_unused
from complaints.survey.models import CodesMade, SurveyCode
from oversight.organisations.models import Site, SiteTrust
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from tests.survey.making import CONTENT, IN_AUTUMN, LETTERS, codes_for, make_trust

ANY_CODE = st.text(alphabet=DIGITS, min_size=12, max_size=12).map(written)


@given(ANY_CODE)
def test_a_code_is_read_as_it_was_meant_however_it_is_typed(code):
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(f"  {code.replace('-', '')} ") == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize(
    "text", ["", "7K3M-9QTX-02R", "7K3M-9QTX-02RBB", "7K3M-9QTX-02RU", "<script>", "7K3M9QTX02R\0"]
)
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None


def test_a_new_code_has_sixty_bits_and_no_letter_that_looks_like_a_digit():
    code = new_code()

    assert read_code(code) == code
    assert len(DIGITS) ** 12 == 2**60
    assert not set("ILOU") & set(DIGITS)


@pytest.mark.django_db
def test_nothing_on_record_holds_a_code():
    trust = make_trust()
    codes = codes_for(trust, 3)

    assert len(set(codes)) == 3
    assert {row.code_hash for row in SurveyCode.objects.all()} == {hash_of(code) for code in codes}
    entry = AuditEntry.objects.get(action="survey.codes_made")
    assert (entry.hashes, entry.subject_id) == ([], "RX1")
    made = CodesMade.objects.get()
    assert (made.count, made.made_on, made.valid_until) == (3, date(2026, 11, 5), date(2027, 6, 30))
    # What a code is bound to: a trust, perhaps a site, a last day. Nothing leads to who made it, or when.
    assert {field.name for field in SurveyCode._meta.get_fields()} == {
        "code_hash", "trust", "site", "valid_until", "used",
    }  # fmt: skip


@pytest.mark.django_db
def test_the_key_is_not_in_the_database_and_an_earlier_one_still_opens(settings):
    (code,) = codes_for(make_trust())
    earlier = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret key, as long as one should be"
    assert find_code(code, now=IN_AUTUMN).state is CodeState.UNKNOWN

    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert find_code(code, now=IN_AUTUMN).state is CodeState.OPEN
    send_answers(code=code, answers=CONTENT, now=IN_AUTUMN)
    assert find_code(code, now=IN_AUTUMN).state is CodeState.USED


@pytest.mark.django_db
def test_a_code_is_good_for_one_set_of_answers():
    (code,) = codes_for(make_trust())
    send_answers(code=code.lower(), answers=CONTENT, now=IN_AUTUMN)

    assert find_code(code, now=IN_AUTUMN).state is CodeState.USED
    with pytest.raises(Refused) as refused:
        send_answers(code=code, answers=CONTENT, now=IN_AUTUMN)
    assert refused.value.code == "used"
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        SurveyCode.objects.update(used=False)


@pytest.mark.django_db
def test_a_code_runs_out_at_the_end_of_the_second_quarter_after_its_own():
    (code,) = codes_for(make_trust())

    # London's clocks are an hour ahead in June.
    assert find_code(code, now=datetime(2027, 6, 30, 22, 59, tzinfo=UTC)).state is CodeState.OPEN
    after = datetime(2027, 6, 30, 23, 0, tzinfo=UTC)
    assert find_code(code, now=after).state is CodeState.EXPIRED
    with pytest.raises(Refused) as refused:
        send_answers(code=code, answers=CONTENT, now=after)
    assert refused.value.code == "expired"


@pytest.mark.django_db
def test_codes_of_one_quarter_all_run_out_together():
    trust = make_trust()
    codes_for(trust, now=datetime(2026, 10, 1, 9, tzinfo=UTC))
    codes_for(trust, now=datetime(2026, 12, 31, 9, tzinfo=UTC))

    assert {row.valid_until for row in SurveyCode.objects.all()} == {date(2027, 6, 30)}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1, 301])
def test_as_many_are_made_as_a_sheet_holds(count):
    with pytest.raises(Refused) as refused:
        make_codes(trust=make_trust(), count=count, by=LETTERS, now=IN_AUTUMN)
    assert refused.value.code == "count"
    assert not SurveyCode.objects.exists()


@pytest.mark.django_db
def test_a_code_is_bound_to_a_site_of_the_trust_alone():
    trust, other = make_trust(), make_trust("RX2")
    own = Site.objects.create(code="RX101", name="General", is_demonstration=True)
    foreign = Site.objects.create(code="RX201", name="Infirmary", is_demonstration=True)
    SiteTrust.objects.create(site=own, trust=trust)
    SiteTrust.objects.create(site=foreign, trust=other)

    (code,) = codes_for(trust, site=own)
    assert find_code(code, now=IN_AUTUMN).site == own
    with pytest.raises(Refused) as refused:
        codes_for(trust, site=foreign)
    assert refused.value.code == "site"


@pytest.mark.django_db
def test_codes_are_printed_again_only_while_all_are_unused_and_ones_own():
    trust, other = make_trust(), make_trust("RX2")
    codes = codes_for(trust, 2)
    assert [row.trust for row in still_unused(codes, [trust])] == [trust, trust]

    for given_codes, trusts in ((codes, [other]), ([], [trust]), ([*codes, new_code()], [trust])):
        with pytest.raises(Refused):
            still_unused(given_codes, trusts)
    send_answers(code=codes[0], answers=CONTENT, now=IN_AUTUMN)
    with pytest.raises(Refused):
        still_unused(codes, [trust])
