"""Whole populations under a rule book: every patient's statuses at once, with the same result as `rules.assess` gives
each of them."""

from population.evaluate import PATHWAYS, STATUSES, PopulationResult, assess_many
from population.sql import to_sql

__all__ = ["PATHWAYS", "STATUSES", "PopulationResult", "assess_many", "to_sql"]
