"""The patient's side: one message of a tab in, what to save and what to show out."""
