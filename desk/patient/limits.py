"""How long a form may be left alone. Another person may hold the device by then."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

LEFT_ALONE: Final = timedelta(minutes=20)
"""After so long a draft is shown only on request, and a receipt no more."""
TABLET_IDLE: Final = timedelta(minutes=3)
"""After so long without a touch a tablet in the waiting room wipes the form that it shows."""
TABLET_RECEIPT: Final = timedelta(minutes=1)
"""And after so long the receipt of one that was sent."""
TABLET_CLOSED: Final = timedelta(minutes=15)
"""After so long a form is given up that a tablet finds where it was closed: later than one under its eyes, because it
may have lost its line in the middle of a long page."""
