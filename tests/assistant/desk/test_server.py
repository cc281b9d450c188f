"""The process of the desk: how it starts, what it prints, how it ends."""

import pytest

pytest.importorskip("starlette", reason="needs the extra desk")


def test_the_first_page(desk_server):
    response = desk_server.client.get("/")
    assert response.status_code == 200
    assert "<h1>" in response.text


def test_a_read_only_desk_answers(read_only_server):
    response = read_only_server.client.get("/ask", params={"q": "What is a call-in?"})
    assert response.status_code == 200
    assert "<blockquote" in response.text
