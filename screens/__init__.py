"""The screens: thin pages over the floors below. No rules, no SQL and no drawing code here."""
