"""The rule book: the data in `book/`, and the code that reads it, assesses a patient's answers and explains the
result."""
