"""Documents without pages that tests of the desk add: a web page, and the subtitles of a recording."""

from pathlib import Path

WEB_PAGE = """<!doctype html><html lang="en"><head><title>Curfews in Porto</title></head><body><article>
<h1>Curfews in Porto</h1><h2>Findings</h2>
<p>The curfew of Porto began in May. Burglaries in Porto fell by 17 percent after the curfew began.</p>
<p>Nothing else changed in the city during that summer, and the streets were quiet at night as before.</p>
</article></body></html>"""

_SUBTITLES = """1
00:00:01,000 --> 00:00:06,000
Welcome to the meeting about lanterns in Braga.

2
00:01:05,000 --> 00:01:12,000
The lanterns of Braga cost ninety euros each and last for eleven years.
"""


def write_documents(folder: Path) -> list[Path]:
    """Write the web page `curfews.html` and the subtitles `lanterns.srt` to a folder, and return their paths."""
    page, subtitles = folder / "curfews.html", folder / "lanterns.srt"
    page.write_text(WEB_PAGE, "utf-8")
    subtitles.write_text(_SUBTITLES, "utf-8")
    return [page, subtitles]
