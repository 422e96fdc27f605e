"""Articles written for the tests: nobody and nowhere in them exists."""

from __future__ import annotations

HEADLINE = "Orford closes its swing bridge for the winter"

PARAGRAPHS = (
    "The town of Orford will close its swing bridge to traffic from the first of November, the harbour "
    "board decided on Tuesday evening after a meeting of four hours.",
    "The bridge, which opened in 1931, carries about 4,000 cars a day and has been shut for repairs on "
    "eleven days since the spring, more often than in the ten years before.",
    "“We have patched this bridge for as long as anybody can remember, and the patches now need patches,” "
    "said Helena Marsh, the chair of the harbour board. “A winter without traffic lets us do it properly.”",
    "Shopkeepers on the east bank fear for their Christmas trade. The detour over the motorway bridge takes "
    "twenty minutes, and buses will run only once an hour.",
    "“Nobody drives twenty minutes for a loaf of bread,” said Tomas Wick, who has run the bakery on Quay "
    "Street since 1998.",
    "The board will pay for a ferry that carries people and bicycles every quarter of an hour from six in "
    "the morning until midnight. It expects the ferry to cost 310,000 crowns over the winter.",
    "Engineers found cracks in two of the eight bearings on which the bridge turns. Each bearing weighs nine "
    "tonnes and has to be cast anew in a foundry abroad, which takes three months.",
    "The mayor, Ingrid Sole, told the local radio that the town would lower the rents of its own shops on "
    "the east bank by half until the bridge opens again.",
    "If the bearings arrive in time, the bridge will open on the first of April, a week before the spring "
    "market that brings thirty thousand visitors to the town.",
)

TEXT = "\n\n".join((HEADLINE, *PARAGRAPHS))


def page(headline: str = HEADLINE, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """The article as a page of a newspaper's site."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{headline} | The Orford Tide</title>
<meta property="og:title" content="{headline}">
<meta property="og:site_name" content="The Orford Tide">
<meta name="author" content="Maja Lund">
<meta property="article:published_time" content="2026-10-14T18:30:00+02:00">
</head>
<body>
<header><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav></header>
<main><article>
<h1>{headline}</h1>
<p class="byline">By <a rel="author" href="/people/maja-lund">Maja Lund</a></p>
{body}
</article></main>
<footer>© The Orford Tide. All rights reserved.</footer>
</body>
</html>"""
