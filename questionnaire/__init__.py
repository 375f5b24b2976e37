"""The questionnaire: its questions, conditions in three truth values, a patient's answers, and the journey through the
form."""
