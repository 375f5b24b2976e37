"""Checks of a rule book beyond its shape: one a file, each a function from a book to findings."""
