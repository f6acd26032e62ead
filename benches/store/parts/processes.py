"""Processes that are measured: their ports, their CPU, their memory."""

import os
import pathlib
import re
import socket
import time

PROJECT = pathlib.Path(__file__).resolve().parents[3]
BIN = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")) / "release"
STOREAUTH = BIN / "storeauth"


RESERVED = []


def reserved_port():
    """A port that nobody gets but who asks for it by its number: it is bound and not listened on for as long as this runs."""
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    RESERVED.append(reserved)
    return reserved.getsockname()[1]


def wait_for(port, process, seconds=60):
    """Until a process listens on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise SystemExit(f"nobody listens on port {port}")


def cpu(pid):
    """Seconds that a process has had."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid, what="VmHWM"):
    """In MiB: `VmHWM` is the peak, `VmRSS` what there is now."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024
