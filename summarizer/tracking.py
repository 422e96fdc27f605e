"""What senders put into the query of an address to follow its readers (utm_source and its like).

It is part of no page's address: two that differ in it alone lead to the same page.
"""

from __future__ import annotations

import re
from typing import Final

_PARAMETER: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|mc_cid|mc_eid|_hsenc|_hsmi|vero_id|oly_anon_id|oly_enc_id|mkt_tok|cmpid|ocid|ncid|smid|sr_share|ref_src"
    r"|ref_url|guccounter|guce_referrer(?:_sig)?|xtor|at_medium|at_campaign|s_cid|_ga|_gl|srsltid|wt_mc|wt_zmc",
    re.IGNORECASE,
)


def without_tracking(query: str) -> str:
    """The query without such parameters; the rest stays as it was written, since decoding it would make
    one page of two."""
    kept = [part for part in query.split("&") if not _PARAMETER.fullmatch(part.partition("=")[0])]
    return "&".join(kept)
