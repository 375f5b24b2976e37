"""The photos that a patient may add to the form: which views there are, and how a picture from anyone is made safe to
keep (`clean`).

Photos are stored and shown. No code of this product looks at what is on them.
"""

from typing import Final

VIEWS: Final = ("front", "top", "crown", "donor")
"""The views asked for: the front hairline, the top from above, the crown from behind, the donor area at the back.
Contracts, like the ids of questions: they stand in the store."""
