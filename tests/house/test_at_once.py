"""One sender of many does not keep the others waiting."""

from __future__ import annotations

import pytest

from screens.server.at_once import AtOnce, TooMuchAtOnce


def test_so_many_of_one_at_once_and_others_beside_them() -> None:
    uploads = AtOnce(2)
    with uploads.one_of("ana"), uploads.one_of("ana"), uploads.one_of("ben"):
        with pytest.raises(TooMuchAtOnce), uploads.one_of("ana"):
            pass
        with uploads.one_of("ben"):
            pass
    with uploads.one_of("ana"), uploads.one_of("ana"):
        pass


def test_a_failure_gives_the_place_back() -> None:
    uploads = AtOnce(1)
    with pytest.raises(ValueError, match="cut off"), uploads.one_of("ana"):
        raise ValueError("cut off")
    with uploads.one_of("ana"):
        pass
