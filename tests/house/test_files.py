"""People's files are opened in one room: nothing else of the product reads tables or makes files of its own."""

from __future__ import annotations

from tests.house.test_floors import ROOT, imports, modules


def test_tables_and_new_files_are_for_population_files_alone() -> None:
    opened = {
        str(file.relative_to(ROOT).parent)
        for file in modules()
        if imports(file) & {"tempfile", "pyarrow.csv", "pyarrow.parquet"}
    }
    assert opened == {"population/files"}
