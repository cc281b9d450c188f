"""The default model, made once for all tests of a session, and texts to encode with it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.models.e5 import default_model, reference_model


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for the models of the session, removed at its end."""
    cache = tmp_path_factory.mktemp("cache")
    yield cache
    shutil.rmtree(cache)


@pytest.fixture(scope="session")
def model_folder(model_cache: Path) -> Path:
    """The default model (56 MB, made in 2 CPU-seconds)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_CACHE", str(model_cache))
        return default_model()


@pytest.fixture(scope="session")
def reference_folder(model_cache: Path) -> Path:
    """The default model in 32 bits (607 MB, made in 3 CPU-seconds)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_CACHE", str(model_cache))
        return reference_model()


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Short and long texts in several languages of Latin script, with Greek, mathematics, quotes and PDF leftovers."""
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
