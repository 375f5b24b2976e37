"""Whole populations under a rule book: every patient's statuses at once, with the same result as `rules.assess` gives
each of them (`evaluate`), the same in SQL (`sql`), from file to file (`rescreen`), and who moves when the book changes
(`moved`). Nothing is imported here, so that a part costs only itself."""
