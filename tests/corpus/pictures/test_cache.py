"""The cache of pictures forgets what was not shown for longest, and never returns half a picture."""

import os
import time

import pytest

from corpus.pictures import cache as cache_module
from corpus.pictures import png
from corpus.pictures.cache import MAX_SECONDS, PictureCache

SHA256 = "ab" * 32
PICTURE = png.encode(bytes(30), width=10, height=1, stride=30)


@pytest.fixture
def cache(tmp_path):
    return PictureCache(tmp_path / "cache" / "pages")


def names(cache):
    return sorted(path.name for path in cache._folder.iterdir())


def test_a_picture_is_kept(cache):
    """A picture is found again by its source, page and resolution."""
    assert cache.get(SHA256, 1, 144) is None
    cache.put(SHA256, 1, 144, PICTURE)
    assert cache.get(SHA256, 1, 144) == PICTURE
    for other in [("cd" * 32, 1, 144), (SHA256, 2, 144), (SHA256, 1, 96)]:
        assert cache.get(*other) is None


def test_half_a_picture(cache):
    """A file that was cut short is not returned, and the next picture replaces it."""
    cache.put(SHA256, 1, 144, PICTURE)
    (path,) = cache._folder.iterdir()
    path.write_bytes(PICTURE[:-5])
    assert cache.get(SHA256, 1, 144) is None
    cache.put(SHA256, 1, 144, PICTURE)
    assert cache.get(SHA256, 1, 144) == PICTURE
    assert names(cache) == [path.name]


def test_a_link_is_not_followed(cache, tmp_path):
    """A link in the place of a picture is not read, and its target is not overwritten."""
    target = tmp_path / "secret"
    target.write_bytes(PICTURE)
    cache.put(SHA256, 1, 144, PICTURE)
    (path,) = cache._folder.iterdir()
    path.unlink()
    path.symlink_to(target)
    assert cache.get(SHA256, 1, 144) is None
    other = png.encode(b"\xff" * 30, width=10, height=1, stride=30)
    cache.put(SHA256, 1, 144, other)
    assert target.read_bytes() == PICTURE


def test_the_size_is_bounded(cache, monkeypatch):
    """When all pictures are too large together, the ones that were not shown for longest are deleted."""
    monkeypatch.setattr(cache_module, "MAX_BYTES", 5 * len(PICTURE))
    now = time.time()
    for page in range(1, 6):
        cache.put(SHA256, page, 144, PICTURE)
        os.utime(cache._path(SHA256, page, 144), (now - 100 + page, now - 100 + page))
    assert cache.get(SHA256, 1, 144) == PICTURE  # shown just now
    cache.put(SHA256, 6, 144, PICTURE)
    kept = [page for page in range(1, 7) if cache.get(SHA256, page, 144)]
    assert kept == [1, 4, 5, 6]


def test_old_pictures_are_deleted(cache):
    """A picture that was not shown for a week is deleted. Files of other programs stay."""
    cache.put(SHA256, 1, 144, PICTURE)
    foreign = cache._folder / "notes.txt"
    foreign.write_text("mine")
    long_ago = time.time() - MAX_SECONDS - 60
    for path in cache._folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    cache.put(SHA256, 2, 144, PICTURE)
    assert cache.get(SHA256, 1, 144) is None
    assert cache.get(SHA256, 2, 144) == PICTURE
    assert foreign.read_text() == "mine"


def test_a_disk_that_cannot_be_written(tmp_path):
    """A cache that cannot be written forgets, and nothing else happens."""
    (tmp_path / "file").write_text("not a folder")
    cache = PictureCache(tmp_path / "file" / "pages")
    cache.put(SHA256, 1, 144, PICTURE)
    assert cache.get(SHA256, 1, 144) is None
