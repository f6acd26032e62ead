"""Calls a second where each commit takes a millisecond more."""

import subprocess

from .processes import PROJECT
from .rates import HEAD, Hello, Served, ask, rows, script, stores


def measure(folder, options):
    library = folder / "slow_sync.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, PROJECT / "benches/store/slow_sync.c", "-ldl"], check=True)
    lua, hello = script(folder), Hello()
    try:
        with stores(folder, ["env", f"LD_PRELOAD={library}"]) as all_served:
            print("\n| a millisecond more for each commit | " + HEAD)
            for connections in [64, 256, 1024]:
                rows(f"{connections:,} kept connections", all_served, Served("hello", [hello]),
                     lambda served: ask(served, connections, lua, options.seconds), options)
    finally:
        hello.stop()
