"""What tests of the fetch ask it with: names that a test makes up, and the refusal that is expected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.base import Reason, Refused, Web
from adapters.web.names import Resolve


def known(names: dict[str, Sequence[str]]) -> Resolve:
    """A resolver that knows these names alone."""

    async def resolve(host: str) -> Sequence[str]:
        if host not in names:
            raise OSError("no such name")
        return names[host]

    return resolve


async def refusal(web: Web, url: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await web.fetch(url)
    return refused.value


async def reason(web: Web, url: str) -> Reason:
    return (await refusal(web, url)).reason
