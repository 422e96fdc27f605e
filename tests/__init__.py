"""The tests: `contracts` holds what every implementation of a port keeps to, `fakes` those for tests."""

import pytest

pytest.register_assert_rewrite("tests.contracts")
