"""A sample of bench/faults.py: kills and disk errors at the writes of each job, and the order of its flushes."""

import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def test_a_sample_of_faults():
    """A job that is killed or fails at one write in ninety loses nothing and leaves nothing behind. A whole job flushes
    in an order that survives a loss of power.
    """
    tried = ["strace", "-qq", "-o", "/dev/null", "true"]
    if not shutil.which("strace") or subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("needs strace, and permission to trace processes")
    command = [sys.executable, "-m", "bench.faults", "--every", "90"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (run.returncode, run.stderr.strip()) == (0, "")
