"""The names of the two cookies, both HttpOnly: the patient's draft and the clinic's session."""

DRAFT_COOKIE = "screening_draft"
CLINIC_COOKIE = "screening_clinic"
