"""What is kept: drafts, submissions, the versions they were given under, accounts, clinic sessions and the audit.

Plain values go in, frozen dataclasses come out; no SQL and no database object leaves this room.
Start with `records.store.open_store`.
"""
