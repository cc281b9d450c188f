"""The process of the desk: it listens on one address and serves one library."""

import socket

import uvicorn

from assistant.assistant import Assistant
from assistant.desk.app import create_app
from assistant.desk.shared import Desk

DEFAULT_PORT = 8365
"""Chosen: not registered for another service. Its being the same each time keeps a shared address valid."""


def serve(library: Assistant, port: int, read_only: bool) -> None:
    """Serve a library until a person stops the command."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        config = uvicorn.Config(create_app(Desk(library, read_only)), log_level="warning", lifespan="off")
        uvicorn.Server(config).run([listener])
