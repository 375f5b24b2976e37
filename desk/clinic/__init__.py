"""The clinic's side: the list of forms sent, and one case with its reasons."""
