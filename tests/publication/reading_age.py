"""How hard a public page is to read: Flesch-Kincaid grade (Kincaid and others, 1975) over our own sentences.

    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

A grade of 7 is what a child of 12 reads. What is measured, and what is not, is stated on /about/accessibility/:

- measured: paragraphs, points of lists and explanations, within the page's main part; a semicolon ends a unit as a stop
  does (Flesch, 1948); each point that ends without a stop is a sentence, but for those of fewer than four words, which
  are labels;
- not measured: tables, forms, code, pictures, headings, the title of a source, and what others wrote (a trust's
  explanation, a report);
- a name of an organisation, place or ward, a date, a number, an address and the title of a law count as one word of one
  syllable: nobody can write them shorter;
- a term of the field counts as a word of two syllables: it is the name of the thing, and each is explained where it
  first stands. ``TERMS`` lists them with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

# Each term with why no easier word does.
TERMS = {
    "hospital": "the thing itself; everybody knows it",
    "hospitals": "the thing itself",
    "inspection": "the regulator's own act",
    "inspections": "the regulator's own act",
    "inspector": "who does it",
    "inspectors": "who do it",
    "inspected": "what they did",
    "published": "what makes a figure public",
    "publication": "what makes a figure public",
    "registered": "by law: a nurse on the register",
    "midwives": "a profession",
    "midwife": "a profession",
    "demonstration": "what the invented country is called",
    "invented": "what the demonstration's hospitals are",
    "improvement": "of the rating and the plan",
    "inadequate": "a rating",
    "outstanding": "a rating",
    "responsive": "a key question",
    "effective": "a key question",
    "organisation": "who runs it, where it is neither trust nor hospital",
    "ombudsman": "an office",
    "complaint": "the thing itself",
    "complaints": "the thing itself",
    "medication": "the thing itself",
    "infection": "the thing itself",
    "infections": "the thing itself",
    "mortality": "the official name of the measure",
    "healthcare": "what assistants and associates are of",
    "commissioner": "an office",
    "commissioners": "an office",
    "regulator": "an office",
    "regulation": "a law's own part",
    "accessibility": "the law's own word",
    "percentage": "what the figure is",
    "emergency": "the department's name",
    "maternity": "the department's name",
    "oversight": "the name of this site",
}
_NAMED = "Thing"
_LAWS = re.compile(
    r"\b(?:the )?(?:[A-Z][\w()]+ (?:(?:and|of|the|in|for|to) )*)+"
    r"(?:Act|Regulations|Order|Code(?: of Practice)?|Guidelines|Standard|Licence)(?: \(.*?\))?(?: \d{4})?"
)
_DATES = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{4})?(?:,? at \d[\d:.]*(?:am|pm)?)?"
)
_NUMBERS = re.compile(r"\b\d(?:[\d,.:/%-]*\d)?(?:%|[A-Z]\b)?")
_ADDRESSES = re.compile(r"https?://\S+|/\w[\w/.-]*/|\S+@\S+|\b\w+\.(?:csv|json|svg|pdf|xlsx|zip)\b")
_SKIPPED = {"table", "form", "pre", "code", "svg", "nav", "script", "style", "button", "legend", "label", "select"}
_SKIPPED |= {"h1", "h2", "h3", "h4", "h5", "dt", "caption", "summary", "blockquote"}
_NOT_OURS = {"app-written", "app-as-written", "nhsuk-u-visually-hidden", "app-quoted"}
_BLOCKS = {"p", "li", "dd", "div", "section", "main", "ul", "ol", "dl", "details", "br", "figure", "figcaption"}
_VOID = {"br", "img", "input", "meta", "link", "hr", "source", "col", "wbr"}
_LABEL = 4


@dataclass(frozen=True)
class Read:
    """How a text reads. grade: by Flesch and Kincaid; longest: the sentence with the most words."""

    words: int
    sentences: int
    syllables: int
    longest: str

    @property
    def grade(self) -> float:
        """The grade; 0 for no words at all."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


class _Blocks(HTMLParser):
    """The texts of a page's main part, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if tag in _VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        self._open.append((tag, tag in _SKIPPED or bool(classes & _NOT_OURS)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        while self._open:
            closed, _ = self._open.pop()
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "main" in tags and not any(skipped for _, skipped in self._open):
            self._text += data

    def _end_block(self) -> None:
        text = " ".join(self._text.split())
        if text:
            self.found.append(text)
        self._text = ""


def sentences_of(page: str, names: Iterable[str] = ()) -> list[str]:
    """Return our own sentences of a page, with names, dates, numbers, laws and addresses as one short word each."""
    blocks = _Blocks()
    blocks.feed(page)
    blocks.close()
    found = []
    for block in blocks.found:
        text = _without_names(block, names)
        for part in re.split(r"(?<=[.!?])[\"”']?\s+(?=[\"“']?[A-Z0-9])|(?<=;)\s+", text):
            words = words_of(part)
            if part.startswith("Source:"):
                continue
            if len(words) >= _LABEL or (words and part.rstrip("\"”'").endswith((".", "!", "?"))):
                found.append(part)
    return found


def words_of(sentence: str) -> list[str]:
    """Return the words; those joined by a stroke are two."""
    return re.findall(r"[A-Za-z]+(?:['’][A-Za-z]+)?", sentence)


def measure(sentences: Iterable[str]) -> Read:
    """Return how the sentences read together."""
    told = list(sentences)
    words = [word for sentence in told for word in words_of(sentence)]
    longest = max(told, key=lambda sentence: len(words_of(sentence)), default="")
    return Read(len(words), len(told), sum(syllables(word) for word in words), longest)


def syllables(word: str) -> int:
    """Return how many syllables an English word has, by its letters; 1 at least."""
    low = word.lower().replace("’", "'")
    if low.removesuffix("'s") in TERMS:
        return 2
    if low in _BY_EAR:
        return _BY_EAR[low]
    low = low.removesuffix("'s").replace("'", "")
    if len(low) <= 3 or not re.search(r"[aeiouy]", low):
        return 1
    found = len(re.findall(r"[aeiouy]+", low))
    # Silent at the end: the e of "care" and of "changes" but for hissing sounds; the e of "called" but after d and t.
    found -= any(re.search(pattern, low) for pattern in _SILENT_AT_THE_END)
    # Silent within: "care" in "careful", "time" in "timely", "safe" in "safety".
    if re.search(r"[aeiouy][^aeiouy]+e(?:ly|ful|less|ment|ty)s?$", low):
        found -= 1
    # Two sounds side by side: "area", "being", "trial", "science"; one in "nation" and "special".
    found += len(_TWO_SOUNDS.findall(low))
    return max(found, 1)


_SILENT_AT_THE_END = (r"[^aeiouy](?<!l)e$", r"[aeiouy]le$", r"[^aeiouycgsxz](?<!sh)(?<!ch)es$", r"[^aeiouydt]ed$")
_TWO_SOUNDS = re.compile(r"[aiouy]ing$|ia(?!l$|n$)|iu|eo(?!ple|us$)|[^ctsgx]io|rea$|ie[nt](?!d)|(?<!q)ua(?!l?it|r)|uou")
# Words of these pages that the letters mislead about.
_BY_EAR = {
    "people": 2,
    "area": 3,
    "areas": 3,
    "being": 2,
    "patients": 2,
    "patient": 2,
    "question": 2,
    "questions": 2,
    "every": 2,
    "different": 2,
    "several": 2,
    "business": 2,
    "something": 2,
    "sometimes": 2,
    "somebody": 3,
    "someone": 2,
    "hours": 1,
    "their": 1,
    "these": 1,
    "those": 1,
    "there": 1,
    "where": 1,
    "the": 1,
    "whole": 1,
    "data": 2,
    "idea": 3,
    "period": 3,
    "periods": 3,
    "audio": 3,
    "created": 3,
    "wherever": 3,
    "therefore": 2,
    "rated": 2,
    "cookies": 2,
    "series": 2,
    "evidence": 3,
    "science": 2,
    "quiet": 2,
    "trial": 2,
    "usual": 3,
    "usually": 4,
    "actual": 3,
    "annual": 3,
    "january": 4,
    "ones": 1,
    "once": 1,
    "nhs": 3,
    "csv": 3,
    "json": 2,
    "nurse": 1,
    "nurses": 2,
    "does": 1,
    "goes": 1,
    "says": 1,
    "used": 1,
    "useful": 2,
    "statement": 2,
    "statements": 2,
    "safety": 2,
    "themselves": 2,
    "ourselves": 2,
    "friends": 1,
    "friend": 1,
}


def _without_names(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 2:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _NAMED, text, flags=re.I)
    for pattern in (_ADDRESSES, _LAWS, _DATES, _NUMBERS):
        text = pattern.sub(_NAMED, text)
    # "Thing to Thing" and "Thing Thing" are one span of time, or one number with its unit's sign.
    return re.sub(rf"{_NAMED}(?: {_NAMED})+", _NAMED, text)
