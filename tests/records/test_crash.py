"""What was acknowledged survives the death of the process that wrote it, and two processes can write at once."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import random
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from records.audit import list_audit
from records.drafts import save_draft, start_draft
from records.store import open_store
from records.submissions import NewSubmission, find_submission, list_submissions, send

KILLS = 20
fork = multiprocessing.get_context("fork")


def write(database: Path, new: NewSubmission, now: datetime, acknowledged: int, most: int) -> None:
    """Send up to `most` submissions, saying each reference down the pipe `acknowledged` once `send` has returned."""
    store = open_store(f"sqlite:///{database}")
    for number in range(most):
        token, _ = start_draft(store, new.questionnaire_sha256, now)
        save_draft(store, token, answers=new.answers, contact=new.contact, page="review", passed=(), seen=1, now=now)
        sent = send(store, token, dataclasses.replace(new, answers={"number": number, "padding": "x" * 5000}), 2, now)
        os.write(acknowledged, f"{sent.reference} {number}\n".encode())


def parse(lines: str) -> list[tuple[str, int]]:
    return [(line.split()[0], int(line.split()[1])) for line in lines.splitlines()]


def test_killing_the_writer_loses_no_acknowledged_submission(database: Path, now: datetime, new: NewSubmission) -> None:
    dice = random.Random(20261123)
    acknowledged: list[tuple[str, int]] = []
    for _ in range(KILLS):
        reading, writing = os.pipe()
        writer = fork.Process(target=write, args=(database, new, now, writing, 1_000_000))
        writer.start()
        os.close(writing)
        with os.fdopen(reading) as pipe:
            acknowledged += parse(pipe.readline())
            time.sleep(dice.uniform(0, 0.1))
            writer.kill()
            writer.join()
            acknowledged += parse(pipe.read())

    store = open_store(f"sqlite:///{database}")
    assert len(acknowledged) > KILLS
    for reference, number in acknowledged:
        found = find_submission(store, reference)
        assert found is not None
        assert found.answers == {"number": number, "padding": "x" * 5000}
    _, total = list_submissions(store)
    assert len(acknowledged) <= total <= len(acknowledged) + KILLS  # at most one not yet acknowledged at each kill
    assert len([entry for entry in list_audit(store, limit=10**6) if entry.action == "submission sent"]) == total
    store.close()
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_two_processes_write_side_by_side(database: Path, now: datetime, new: NewSubmission) -> None:
    reading, writing = os.pipe()
    writers = [fork.Process(target=write, args=(database, new, now, writing, 25)) for _ in range(2)]
    for writer in writers:  # both also make the database: neither may get in the other's way
        writer.start()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        references = {reference for reference, _ in parse(pipe.read())}
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(references) == 50
    store = open_store(f"sqlite:///{database}")
    assert list_submissions(store)[1] == 50
    store.close()
