"""What inspectors of the demonstration find and write: ratings that fall the same way each time, and their words."""

from __future__ import annotations

from inspections.core_services import service_name
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.inspections import InspectionStory, Kind

# How good each trust's care is on the whole: 4 outstanding, 1 inadequate.
_QUALITY = {
    1: 2.9, 2: 1.9, 3: 2.3, 4: 2.8, 5: 2.7, 6: 3.0, 7: 2.6, 8: 2.2, 9: 3.6, 10: 2.5,
    11: 2.8, 12: 3.1, 13: 2.1, 14: 2.2, 15: 2.4, 16: 1.7, 17: 2.3, 18: 2.3, 19: 2.2, 20: 2.1,
}  # fmt: skip
_TENDENCY = {KeyQuestion.CARING: 0.4, KeyQuestion.SAFE: -0.3}
_SPREAD = 0.45
_BY_RANK = {rating.rank: rating for rating in Rating}
# What an outpatient clinic does well is rarely shown by its records alone.
_NOT_RATED = ("outpatients", KeyQuestion.EFFECTIVE)

_FOUND = {
    KeyQuestion.SAFE: {
        Rating.OUTSTANDING: "Near misses were talked over at each handover, and each led to a change within the week.",
        Rating.GOOD: "Drug charts, equipment checks and hand washing were in order on every shift that we saw.",
        Rating.REQUIRES_IMPROVEMENT: "Three of ten resuscitation trolleys had checks missing in the month before.",
        Rating.INADEQUATE: "At night one registered nurse looked after fourteen patients, six of them on a drip.",
    },
    KeyQuestion.EFFECTIVE: {
        Rating.OUTSTANDING: "Results were among the best of its peers, and other hospitals sent staff here to learn.",
        Rating.GOOD: "Care followed national guidance, and audits were repeated until their results held.",
        Rating.REQUIRES_IMPROVEMENT: "Two audits had shown the same gap a year apart, and nobody owned the action.",
        Rating.INADEQUATE: "Fluid charts were not added up, so that nobody saw which patients were going short.",
    },
    KeyQuestion.CARING: {
        Rating.OUTSTANDING: "Families told us of staff who came in on days off so that a wish could be kept.",
        Rating.GOOD: "Patients said that staff were kind, told them their names, and explained what came next.",
        Rating.REQUIRES_IMPROVEMENT: "Call bells were answered late at mealtimes, and some patients gave up ringing.",
        Rating.INADEQUATE: "Two patients were washed in sight of the corridor, and nobody had noticed.",
    },
    KeyQuestion.RESPONSIVE: {
        Rating.OUTSTANDING: "Patients with dementia chose their own visiting hours, meals and bedtime.",
        Rating.GOOD: "Most people were seen on time, and the late ones were told why and how long.",
        Rating.REQUIRES_IMPROVEMENT: "One in five people waited for more than four hours, most of them for a bed.",
        Rating.INADEQUATE: "Patients were moved at night four times in five days to make room for others.",
    },
    KeyQuestion.WELL_LED: {
        Rating.OUTSTANDING: "Any member of staff could say what the ward was trying to improve, and how it went.",
        Rating.GOOD: "The ward manager knew the figures of the ward, its risks, and who was to do what.",
        Rating.REQUIRES_IMPROVEMENT: "The risk register had not been looked at for five months.",
        Rating.INADEQUATE: "Staff had raised the shortage three times in writing and had had no answer.",
    },
}
_NOT_ENOUGH = "There were too few records of what came of the visits to judge this."
WELL_LED_OF_THE_TRUST = {
    Rating.OUTSTANDING: "The Board reads what patients say before it reads its accounts.",
    Rating.GOOD: "The Board sees staffing by ward each month, and asks about what it sees.",
    Rating.REQUIRES_IMPROVEMENT: "The Board hears of risks late, and its actions have no dates.",
    Rating.INADEQUATE: "The Board did not know of the shortages that every ward had reported.",
}
DEPARTURE_REASON = (
    "The waits in the emergency department reach beyond it: patients waited on trolleys for beds on most wards"
    " that we visited. One service alone would leave the rules at Good; the impact on patients does not."
)
DEPARTURE_REASON_BETTER = (
    "What was below good was put right before we left, and the records of the weeks since show that it holds. Patients"
    " came to no harm, and the managers had found the fault themselves."
)
POINT = "The report counts ten registered nurses on nights. The rota that we sent shows eleven."
POINT_ABOUT = "ten registered nurses"
POINT_ACCEPTED = "The rota shows eleven. The report is corrected; the finding stands, since the plan was for fourteen."
POINT_REJECTED = "The rota is that of another week: on the nights that we saw there were ten."
REVIEW_GROUNDS = (
    "The draft that was sent to us did not hold the audit of hip fractures that the team had asked for and received."
    " So we could not say in time that the finding rests on figures of the year before."
)
REVIEW_REASON = "The audit was received before the draft was sent and was left out. Its figures meet the standard."


def judged(story: InspectionStory, site_code: str, service: str, question: KeyQuestion) -> Rating | NonRating:
    """Return what the team judges of a key question of a service."""
    if (service, question) in story.pinned:
        return story.pinned[service, question]
    if (service, question) == _NOT_RATED:
        return NonRating.INSUFFICIENT_EVIDENCE
    return _fallen(story, site_code, service, question)


def judged_of_the_trust(story: InspectionStory) -> Rating:
    """Return what the team judges of the trust's well-led."""
    pinned = story.pinned.get(("", KeyQuestion.WELL_LED))
    return pinned or _fallen(story, story.trust_code, "", KeyQuestion.WELL_LED)


def finding(word: Rating | NonRating, question: KeyQuestion) -> str:
    """Return a sentence that a judgement rests on."""
    return _FOUND[question][word] if isinstance(word, Rating) else _NOT_ENOUGH


def section_of_a_service(service: str, words: dict[KeyQuestion, Rating | NonRating]) -> str:
    """Return what the report says of a service: a paragraph for each key question."""
    told = [f"{question.label}: {word.label}. {finding(word, question)}" for question, word in words.items()]
    return "\n\n".join(
        [f"We looked at {_in_a_sentence(service_name(service))} and spoke with patients and staff.", *told]
    )


def summary(trust_name: str, story: InspectionStory, services: list[str]) -> str:
    """Return the summary of a report."""
    how = "announced to the trust beforehand" if story.is_announced else "not announced beforehand"
    what = {
        Kind.COMPREHENSIVE: "We inspected all services of the trust's hospitals",
        Kind.FOCUSED: "We inspected what had worried us",
        Kind.RE_INSPECTION: "We came back to see what had changed since our last inspection",
    }[story.kind]
    listed = ", ".join(_in_a_sentence(service_name(service)) for service in services)
    return (
        f"{what}: {listed}. The visit was {how}.\n\n"
        f"{trust_name} is invented, and so is everything in this report: it shows how a report reads."
    )


def must_improve(words: dict[tuple[str, KeyQuestion], Rating | NonRating]) -> str:
    """Return what the trust must improve: a line for whatever is below good, or that there is nothing."""
    poor = {
        f"{service_name(service)}, {question.label}: put right what this report describes."
        for (service, question), word in words.items()
        if isinstance(word, Rating) and word.rank < Rating.GOOD.rank
    }
    return "\n\n".join(sorted(poor)) or "Nothing that we found broke a fundamental standard."


def _fallen(story: InspectionStory, *place: str) -> Rating:
    question = KeyQuestion(place[-1])
    middle = _QUALITY[story.trust] + _TENDENCY.get(question, 0.0)
    rank = round(Chance("judged", story.number, *place).near(middle, _SPREAD))
    return _BY_RANK[min(4, max(1, rank))]


def _in_a_sentence(name: str) -> str:
    return name[0].lower() + name[1:]
