"""The pages on which anyone tells us: what they say first, what they carry, what they keep and what they refuse."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from complaints.concerns import floods, words
from complaints.concerns.models import Concern, Message, Photo, SealedIdentity
from complaints.concerns.photos import KEPT_BYTES
from complaints.concerns.reference_codes import is_reference, new_form, reference_hash
from tests.concerns.making import a_hospital, a_photo

pytestmark = pytest.mark.django_db
QUESTIONS = "/tell-us/questions/"
STAFF = "/tell-us/staff/questions/"


@pytest.fixture(autouse=True)
def fresh(settings) -> None:
    settings.DEMONSTRATION = True
    cache.clear()


def hidden(page: str) -> dict[str, list[str]]:
    """The unseen fields of a page's form."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def press(client: Client, page: str, go: str, *, at: str = QUESTIONS, **fields: object):  # type: ignore[no-untyped-def]
    """Send the form of a page with what was filled in, and return the answer."""
    return client.post(at, {**hidden(page), "go": go, **fields})


def whole_way(client: Client, *, at: str = QUESTIONS, what: str = "Nobody came all night.", **who: str):  # type: ignore[no-untyped-def]
    """Answer everything, and return the page to check."""
    page = client.get(at).text
    page = press(client, page, "not-known", at=at).text
    page = press(client, page, "next", at=at, what=what, when="on Tuesday", theme="care").text
    given = who or {"teller": "relative", "named": "no"}
    return press(client, page, "next", at=at, **given)


def reference_in(page: str) -> str:
    """The reference that a page shows."""
    return re.search(r'id="reference">([^<]+)<', page).group(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("at", [QUESTIONS, STAFF])
def test_without_a_key_to_seal_with_nobody_is_asked_for_a_name(client: Client, settings: Settings, at: str) -> None:
    settings.IDENTITY_KEYS = []
    assert "sealed" not in client.get(at.removesuffix("questions/")).text
    named = {"teller": "relative", "named": "yes", "name": "Ann Other", "contact": "ann@example.org"}
    page = whole_way(client, at=at, **named).text
    assert "You stay anonymous" in page
    assert "Ann Other" not in re.sub(r'<input type="hidden"[^>]+>', "", page)
    assert reference_in(press(client, page, "send", at=at).text)
    assert (Concern.objects.get().is_anonymous, SealedIdentity.objects.exists()) == (True, False)


@pytest.mark.parametrize("path", ["/tell-us/", "/tell-us/staff/"])
def test_before_the_first_question_it_says_what_to_do_in_danger(client: Client, path: str) -> None:
    page = client.get(path).text
    first = page.index("Call 999")
    assert first < page.index("Start now")
    for told in ("111", "at night", "between 9am and 5pm", "safeguarding team", "Samaritans"):
        assert first < page.index(told) < page.index("Start now"), told


def test_the_staff_page_says_what_protects_and_what_cannot(client: Client) -> None:
    page = " ".join(client.get("/tell-us/staff/").text.split())
    assert "Public Interest Disclosure Act 1998" in page
    assert "a key that is not in our database" in page
    assert "Use your own phone" in page
    assert "If you are signed in to this site, we do not look" in page


def test_a_place_found_by_its_name_is_what_it_is_about(client: Client) -> None:
    hospital = a_hospital()
    page = client.get(QUESTIONS).text
    page = press(client, page, "next", hospital="wrenfeild general", ward="ROWAN").text
    assert "Is it one of these?" in page
    page = press(client, page, "next", hospital="wrenfeild general", ward="ROWAN", place="hospital:RX101").text
    page = press(client, page, "next", what="Nobody came.").text
    page = press(client, page, "next", teller="patient", named="no").text
    assert "Rowan, Wrenfield General Hospital" in page
    press(client, page, "send")
    concern = Concern.objects.get()
    assert (concern.told_trust, concern.told_site, concern.told_ward) == (hospital.trust, hospital.site, hospital.ward)
    assert (concern.teller, concern.is_anonymous, concern.is_demonstration) == ("patient", True, True)
    assert (concern.trust, concern.urgency, concern.state) == (None, "", "new")


def test_a_wards_own_link_has_the_ward_filled_in(client: Client) -> None:
    hospital = a_hospital()
    start = client.get("/tell-us/", {"ward": str(hospital.ward.public_id)}).text
    assert f"/tell-us/questions/?ward={hospital.ward.public_id}" in start
    page = client.get(QUESTIONS, {"ward": str(hospital.ward.public_id)}).text
    assert 'value="Rowan"' in page
    page = press(client, page, "next", hospital="Wrenfield General Hospital", ward="Rowan", place="hospital:RX101").text
    page = press(client, page, "next", what="Kind nurses.").text
    press(client, press(client, page, "next", teller="public", named="no").text, "send")
    assert Concern.objects.get().told_ward == hospital.ward


def test_a_place_in_own_words_is_kept_as_it_was_written(client: Client) -> None:
    page = press(client, client.get(QUESTIONS).text, "next", hospital="The old cottage hospital").text
    assert "We found no hospital of that name" in page
    page = press(client, page, "next", hospital="The old cottage hospital", ward="upstairs", place="own-words").text
    page = press(client, page, "next", what="Cold.").text
    press(client, press(client, page, "next", teller="public", named="no").text, "send")
    concern = Concern.objects.get()
    assert (concern.told_trust, concern.told_place) == (None, "upstairs, The old cottage hospital")


def test_the_reference_is_shown_and_only_its_hash_is_kept(client: Client) -> None:
    answer = press(client, whole_way(client).text, "send")
    reference = reference_in(answer.text)
    assert is_reference(reference)
    assert Concern.objects.get().reference_hash == reference_hash(reference)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    printed = client.post("/tell-us/reference/", {"reference": reference})
    assert reference in printed.text
    assert client.post("/tell-us/reference/", {"reference": "none"}).status_code == 302


def test_no_cookie_is_set_on_any_page(client: Client) -> None:
    reference = reference_in(press(client, whole_way(client).text, "send").text)
    for path in ("/tell-us/", "/tell-us/staff/", QUESTIONS, STAFF, "/tell-us/follow/"):
        assert not client.get(path).cookies, path
    assert not client.post("/tell-us/follow/", {"reference": reference}).cookies
    assert not client.cookies


def test_the_same_form_twice_is_one_concern_and_the_same_reference(client: Client) -> None:
    page = whole_way(client).text
    first, second = press(client, page, "send").text, press(client, page, "send").text
    assert reference_in(first) == reference_in(second)
    assert "it is one concern" not in first
    assert "it is one concern" in second
    assert "What you changed" not in second
    assert Concern.objects.count() == 1
    changed = client.post(QUESTIONS, {**hidden(page), "go": "send", "what": "Other words"}).text
    assert "What you changed since was not sent" in changed
    assert Concern.objects.get().what_happened == "Nobody came all night."


def test_what_is_missing_is_said_and_what_was_written_stays(client: Client) -> None:
    page = press(client, client.get(QUESTIONS).text, "next").text
    assert "Enter the name of the hospital" in page
    assert "<title>Error: " in page
    page = press(client, page, "not-known").text
    page = press(client, page, "next", what="  ", when="at night").text
    assert "Tell us what happened" in page
    assert 'value="at night"' in page
    page = press(client, page, "next", what="It rained in.").text
    page = press(client, page, "next").text
    assert "Choose who you are" in page
    assert "Choose whether you give your name" in page
    page = press(client, page, "next", teller="patient", named="yes").text
    assert "Enter your name or how to reach you" in page
    assert hidden(page)["what"] == ["It rained in."]
    assert not Concern.objects.exists()


def test_nothing_is_sent_past_a_page_that_was_left_out(client: Client) -> None:
    answer = client.post(QUESTIONS, {"form": new_form(), "go": "send", "what": "Words", "place": "not-known"})
    assert "Choose who you are" in answer.text
    assert not Concern.objects.exists()


def test_too_many_words_are_said_with_how_many_and_all_of_them_stay(client: Client) -> None:
    long = "ä" * (words.LONGEST + 1)
    page = press(client, client.get(QUESTIONS).text, "not-known").text
    answer = press(client, page, "next", what=long)
    assert "What you wrote is 1 letters too long" in answer.text
    assert long in answer.text
    assert f'data-maxlength="{words.LONGEST}"' in answer.text
    assert "Who are you" not in answer.text
    page = press(client, answer.text, "next", what=long[1:]).text
    assert "Who are you" in page


def test_a_script_is_shown_as_text(client: Client) -> None:
    evil = "<script>alert(1)</script>{{ 7 * 7 }}"
    page = whole_way(client, what=evil).text
    sent = press(client, page, "send").text
    story = client.post("/tell-us/follow/", {"reference": reference_in(sent)}).text
    for shown in (page, story):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert "{{ 7 * 7 }}" in shown


def test_a_name_is_sealed_and_stands_in_no_column(client: Client) -> None:
    given = {"teller": "patient", "named": "yes", "name": "Dorothea Quillfeather", "contact": "07700 900123"}
    press(client, whole_way(client, **given).text, "send")
    concern = Concern.objects.get()
    assert not concern.is_anonymous
    sealed = bytes(SealedIdentity.objects.get(concern=concern).sealed)
    assert b"Quillfeather" not in sealed
    assert "Quillfeather" not in str(Concern.objects.values().get())


def test_who_chose_to_stay_anonymous_does_though_a_name_was_typed(client: Client) -> None:
    press(client, whole_way(client, teller="patient", named="no", name="Dorothea").text, "send")
    assert Concern.objects.get().is_anonymous
    assert not SealedIdentity.objects.exists()


def test_staff_are_staff_whatever_the_form_says(client: Client) -> None:
    press(client, whole_way(client, at=STAFF, named="no", teller="patient").text, "send", at=STAFF)
    concern = Concern.objects.get()
    assert (concern.route, concern.teller) == ("staff", "staff")


class TestPhotos:
    def at_the_words(self, client: Client) -> str:
        return press(client, client.get(QUESTIONS).text, "not-known").text

    def test_they_go_along_and_are_kept_when_it_is_sent(self, client: Client) -> None:
        files = [SimpleUploadedFile(f"{number}.jpg", a_photo()) for number in range(2)]
        page = press(client, self.at_the_words(client), "next", what="See.", photo=files).text
        assert not Photo.objects.exists()
        assert page.count('name="carried"') == 2
        page = press(client, page, "next", teller="patient", named="no").text
        assert page.count("as we will keep it") == 2
        press(client, page, "send")
        assert list(Photo.objects.values_list("media_type", "width", "height")) == [("image/jpeg", 40, 30)] * 2

    def test_one_that_is_none_is_refused_and_the_words_and_the_others_stay(self, client: Client) -> None:
        files = [SimpleUploadedFile("a.jpg", a_photo()), SimpleUploadedFile("b.jpg", b"<html>not a photo")]
        answer = press(client, self.at_the_words(client), "next", what="What I saw", photo=files)
        assert "Photo 2: The file is not a photo that we can open" in answer.text
        assert "What I saw" in answer.text
        assert "b.jpg" not in answer.text
        assert answer.text.count('name="carried"') == 1

    def test_one_is_removed_by_its_tick(self, client: Client) -> None:
        files = [
            SimpleUploadedFile("a.jpg", a_photo(colour="red")),
            SimpleUploadedFile("b.jpg", a_photo(colour="blue")),
        ]
        page = press(client, self.at_the_words(client), "next", what="See.", photo=files).text
        kept = hidden(page)["carried"][1]
        page = press(client, page, "back").text
        page = press(client, page, "next", what="See.", remove="1").text
        assert hidden(page)["carried"] == [kept]

    def test_six_are_too_many(self, client: Client) -> None:
        files = [SimpleUploadedFile(f"{number}.jpg", a_photo()) for number in range(6)]
        page = press(client, self.at_the_words(client), "next", what="See.", photo=files).text
        assert "You can send 5 photos at once" in page
        assert page.count('name="carried"') == 5

    def test_five_of_the_largest_that_are_kept_go_along_and_are_kept(self, client: Client) -> None:
        noise = io.BytesIO()
        Image.effect_noise((1500, 1100), 90).convert("RGB").save(noise, "JPEG", quality=95)
        files = [SimpleUploadedFile(f"{number}.jpg", noise.getvalue()) for number in range(5)]
        page = press(client, self.at_the_words(client), "next", what="See." * 4_000, photo=files).text
        page = press(client, page, "next", teller="patient", named="no").text
        assert press(client, page, "send").status_code == 200
        sizes = [len(photo.content) for photo in Photo.objects.all()]
        assert len(sizes) == 5
        assert all(KEPT_BYTES * 0.5 < size <= KEPT_BYTES for size in sizes)

    def test_what_pretends_to_be_carried_is_not_taken(self, client: Client) -> None:
        page = client.post(
            QUESTIONS, {"step": "what", "go": "next", "what": "x", "carried": "0.image/png.1.1.AAAA"}
        ).text
        assert 'name="carried"' not in page


class TestFloods:
    def test_who_sends_too_much_is_asked_to_wait_and_loses_nothing(self, client: Client, settings: Settings) -> None:
        settings.CONCERNS_SENT_IN_TEN_MINUTES = 2
        for _ in range(2):
            assert press(client, whole_way(client).text, "send").status_code == 200
        page = whole_way(client, what="The third of today").text
        answer = press(client, page, "send")
        assert answer.status_code == 429
        assert f"Please wait {floods.WAIT_MINUTES} minutes" in answer.text
        assert hidden(answer.text)["what"] == ["The third of today"]
        assert Concern.objects.count() == 2
        # Another network is not held up, and after a while neither is this one.
        elsewhere = client.post(QUESTIONS, {**hidden(answer.text), "go": "send"}, REMOTE_ADDR="198.51.100.7")
        assert elsewhere.status_code == 200
        cache.clear()
        assert press(client, whole_way(client, what="Later").text, "send").status_code == 200
        assert Concern.objects.count() == 4

    def test_a_form_that_was_sent_already_is_never_held_up(self, client: Client, settings: Settings) -> None:
        settings.CONCERNS_SENT_IN_TEN_MINUTES = 1
        page = whole_way(client).text
        first = press(client, page, "send").text
        again = press(client, page, "send")
        assert (again.status_code, reference_in(again.text)) == (200, reference_in(first))

    def test_a_robot_fills_in_every_box_and_is_asked_to_leave_one_empty(self, client: Client) -> None:
        page = whole_way(client).text
        assert 'class="app-left-empty" aria-hidden="true"' in page
        answer = press(client, page, "send", company="Buy pills")
        assert "it is there for robots" in answer.text
        assert "app-left-empty" not in answer.text
        assert not Concern.objects.exists()
        press(client, answer.text, "send", company="")
        assert Concern.objects.count() == 1

    def test_guessing_is_held_off_for_right_and_wrong_alike(self, client: Client, settings: Settings) -> None:
        settings.CONCERNS_GUESSED_IN_TEN_MINUTES = 3
        reference = reference_in(press(client, whole_way(client).text, "send").text)
        for _ in range(3):
            assert client.post("/tell-us/follow/", {"reference": "WRONG"}).status_code == 200
        for typed in ("WRONG", reference):
            answer = client.post("/tell-us/follow/", {"reference": typed, "what": "More to say", "go": "add"})
            assert answer.status_code == 429
            assert "Please wait" in answer.text
            assert "More to say" in answer.text
        assert not Message.objects.exists()
        assert client.post("/tell-us/follow/", {"reference": reference}, REMOTE_ADDR="198.51.100.7").status_code == 200

    def test_without_a_cache_everybody_is_heard(self, client: Client, settings: Settings, caplog) -> None:  # type: ignore[no-untyped-def]
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
        }
        press(client, whole_way(client).text, "send")
        assert Concern.objects.count() == 1
        assert "the cache does not answer" in caplog.text


class TestFollowing:
    def test_its_teller_reads_it_and_adds_to_it_once(self, client: Client) -> None:
        reference = reference_in(press(client, whole_way(client).text, "send").text)
        page = client.post("/tell-us/follow/", {"reference": reference.lower().replace("-", " ")}).text
        assert "An inspector has not read it yet" in page
        assert "Nobody came all night." in page
        file = SimpleUploadedFile("a.png", a_photo("PNG"))
        added = client.post("/tell-us/follow/", {**hidden(page), "go": "add", "what": "She died.", "photo": file}).text
        assert "We have what you added" in added
        assert "She died." in added
        assert "With 1 photo" in added
        client.post("/tell-us/follow/", {**hidden(page), "go": "add", "what": "She died."})
        message = Message.objects.get()
        assert (message.author, message.inspector, message.photos.count()) == ("teller", None, 1)

    @pytest.mark.parametrize(
        "typed", ["", "nothing", "0" * 26, "A" * 500, "0000-0000-0000-0000-0000-0000-0Z", "\x00", "é"]
    )
    def test_a_wrong_reference_is_answered_alike_whatever_is_wrong(self, client: Client, typed: str) -> None:
        answer = client.post("/tell-us/follow/", {"reference": typed})
        shown = html.escape(typed[:200]).encode()
        other = client.post("/tell-us/follow/", {"reference": "another"})
        assert answer.status_code == other.status_code == 200
        if typed.isalnum():
            assert answer.content.replace(shown, b"") == other.content.replace(b"another", b"")
        assert "We cannot find this reference" in answer.text

    def test_every_reference_is_looked_up_alike(self, client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        for typed in ("", "nothing", "0" * 26, "A" * 500):
            with django_assert_num_queries(1):
                client.post("/tell-us/follow/", {"reference": typed})

    def test_an_address_with_a_reference_in_it_is_not_looked_at(self, client: Client) -> None:
        reference = reference_in(press(client, whole_way(client).text, "send").text)
        assert "Nobody came" not in client.get("/tell-us/follow/", {"reference": reference}).text

    def test_a_photo_that_is_none_keeps_the_words(self, client: Client) -> None:
        reference = reference_in(press(client, whole_way(client).text, "send").text)
        page = client.post("/tell-us/follow/", {"reference": reference}).text
        file = SimpleUploadedFile("a.png", b"no")
        answer = client.post("/tell-us/follow/", {**hidden(page), "go": "add", "what": "She died.", "photo": file}).text
        assert "is not a photo" in answer
        assert "She died." in answer
        assert not Message.objects.exists()


@pytest.mark.parametrize("named", ["hospital", "trust", "ward"])
@pytest.mark.parametrize("value", ["\x00", "RX999", "é" * 300, "' OR 1=1 --"], ids=["nul", "none", "long", "sql"])
def test_a_link_that_names_no_place_opens_the_questions_all_the_same(client: Client, named: str, value: str) -> None:
    assert client.get("/tell-us/", {named: value}).status_code == 200
    answer = client.get(QUESTIONS, {named: value})
    assert (answer.status_code, "Where did it happen?" in answer.text) == (200, True)


def test_a_form_from_another_site_is_not_taken(client: Client) -> None:
    page = whole_way(client).text
    for said in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://elsewhere.example"}):
        answer = client.post(QUESTIONS, {**hidden(page), "go": "send"}, **said)
        assert (answer.status_code, "from another website" in answer.text) == (403, True)
    assert not Concern.objects.exists()
    page = whole_way(client).text
    own = client.post(QUESTIONS, {**hidden(page), "go": "send"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert own.status_code == 200
    assert Concern.objects.count() == 1
