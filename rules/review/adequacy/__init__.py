"""How good a rule book's cases are: what they reach, which wrong books they would notice, and what a missing case could
look like."""
