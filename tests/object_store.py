"""A server of its own that speaks S3, on this machine: an object store for tests."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

BUCKET = "library"
"""The bucket that the server has."""


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """Start the server with a bucket. Yield the environment variables that lead LanceDB to it."""
    pytest.importorskip("moto", reason="needs moto, a server that speaks S3")
    boto3 = pytest.importorskip("boto3", reason="needs boto3")
    port = _free_port()
    command = [sys.executable, "-W", "ignore", "-c", "import sys; from moto.server import main; main(sys.argv[1:])"]
    server = subprocess.Popen(
        [*command, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    variables = {
        "AWS_ACCESS_KEY_ID": "a-key-of-a-test",
        "AWS_SECRET_ACCESS_KEY": "a-secret-of-a-test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }
    try:
        _wait_for(port)
        client = boto3.client(
            "s3",
            endpoint_url=variables["AWS_ENDPOINT"],
            region_name="us-east-1",
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield variables
    finally:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not start")
