"""What Streamlit runs for every visit: the patient's form, or the clinic's pages at /clinic."""

import streamlit as st

from screens.clinic.main import clinic_page
from screens.patient.main import patient_page

st.html(
    "<style>[data-testid=stHeader],[data-testid=stSidebar],[data-testid=stSkipLink]{display:none}"
    "[data-testid=stMainBlockContainer]{padding:0.5rem 1rem 3rem;max-width:none}</style>"
)
st.navigation(
    [
        st.Page(patient_page, title="Before your hair consultation", url_path="form", default=True),
        st.Page(clinic_page, title="Clinic", url_path="clinic"),
    ],
    position="hidden",
).run()
