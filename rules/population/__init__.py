"""Whole populations under a rule book: every patient's statuses at once, with the same result as `rules.assess` gives each of them."""

from rules.population.encode import Coded, Encoded, encode
from rules.population.evaluate import PATHWAYS, STATUSES, PopulationResult, assess_many, evaluate
from rules.population.sql import to_sql

__all__ = ["PATHWAYS", "STATUSES", "Coded", "Encoded", "PopulationResult", "assess_many", "encode", "evaluate", "to_sql"]
