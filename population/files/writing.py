"""A table written to a file a piece at a time, so that memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

from population.files.whole import whole_or_not_at_all


@contextmanager
def written_in_pieces(target: Path, schema: Any) -> Iterator[Callable[[Any], None]]:
    """What writes one Arrow table after the other, each with this Arrow schema, to `target` (.parquet or .csv), which
    is there when all of them are. Raises `Refused`, with nothing written, for a file that cannot be written."""
    make = pyarrow.parquet.ParquetWriter if target.suffix == ".parquet" else pyarrow.csv.CSVWriter
    with whole_or_not_at_all(target) as unfinished, _as_os_error(), make(str(unfinished), schema) as writer:
        yield writer.write


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Arrow's own complaints about a file as those of the system."""
    try:
        yield
    except pa.ArrowException as error:
        raise OSError(str(error)) from None
