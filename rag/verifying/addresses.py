"""Addresses in a sentence: nobody words one anew, so it stands in the evidence or was made up.

A chat client makes a link of a bare one, in the name of the article that is cited for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.fold import fold
from rag.verifying.evidence import Evidence

_ADDRESS = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*+://[!-~]*+"  # https://a.cn/b?c=1
    r"|(?<![a-z])(?:mailto|xmpp|tel|javascript|data):[!-~]++"  # mailto:me@a.cn
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]++\.)++[a-z]{2,}+(?:[/?#:@][!-~]*+)?"  # www.a.cn/b, a.cn
)


def addresses_in(text: str) -> Iterator[str]:
    """The addresses in a text, folded."""
    return (match.group() for match in _ADDRESS.finditer(fold(text)))


def made_up_addresses(evidence: Evidence, claim: str) -> list[str]:
    """The addresses in ``claim`` that do not stand in the evidence."""
    return [address for address in addresses_in(claim) if not evidence.holds(address)]
