"""How pages write the period of a figure: as all that is told of measures does."""

from oversight.measures.period_words import write_period, write_quarter

__all__ = ["write_period", "write_quarter"]
