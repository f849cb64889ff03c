"""Ratings written short, as the examples in the sources are: ``O O G RI I``, and ``-`` where there is none."""

from ratings.rules.ratings_words import Rating

SHORT = {
    "O": Rating.OUTSTANDING,
    "G": Rating.GOOD,
    "RI": Rating.REQUIRES_IMPROVEMENT,
    "I": Rating.INADEQUATE,
}


def ratings(text: str) -> dict[str, Rating | None]:
    """Name the places 1, 2, 3 ... of a row of short ratings."""
    return {str(place): SHORT.get(word) for place, word in enumerate(text.split(), start=1)}
