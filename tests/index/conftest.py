"""The default model, made once for all tests of a session, and texts to try it on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.models.weights import default_model


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The real model in a cache of its own (630 MB, made in 4 CPU-seconds), removed at the end of the session."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_CACHE", str(cache))
        folder = default_model()
    yield folder
    shutil.rmtree(cache)


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Short and long, in several languages of Latin script, with Greek, mathematics, quotes and PDF leftovers."""
    return [
        "",
        "What is a custom notification?",
        "Focused deterrence strategies reduced gun homicide by 63% (95% CI −77, −41) in the treated neighbourhoods.",
        "¿Qué se dice en la reunión de notificación? «La violencia tiene que parar», dijo el alcalde.",
        "A dissuasão focada não é polícia de proximidade: são as pessoas, os lugares e os comportamentos.",
        "Les jeunes exposés à la violence sont plus nombreux à l’école qu’à l’hôpital.",
        "Mức độ bạo lực đã giảm ở các khu vực được can thiệp; Łódź, Şişli, Kraków, Reykjavík, Tórshavn.",
        "χ²(3) = 14.2, p < .001; β = −0.31 ± 0.04, Δ > 0 ⇒ H₀ rejected; €1 250, £3.50, ½ • ☑ \uf0b7 ﬁrst, naïve ™",
        "See pp. 12–14, doi:10.1177/0022427815576576; e-mail: someone@example.org; http://example.org/a?b=c#d",
        "VIOLENCE\tIN\nTHE   CITY \u00ad hy\u00adphen­ated  “quoted” ‘single’ … 1,234,567.89 #hashtag & co.",
        "Group violence intervention brings together community members, law enforcement and service providers. " * 60,
    ]
