"""The same jobs from a terminal: one file a verb. No verb costs what only another one needs."""
