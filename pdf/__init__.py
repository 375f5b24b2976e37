"""From an assessment to paper: the clinician's summary and the patient's copy, as PDF bytes."""

# reportlab's layout modules read the base font when they are first imported, so `text` sets it before any of them can
# be: whatever module of this package is imported first, this line runs before it.
import pdf.text  # noqa: F401
