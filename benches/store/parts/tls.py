"""New TLS connections."""

import re
import statistics
import subprocess

from .catalogue import PATH, catalogue
from .store import Store


def measure(folder, options):
    key, certificate = folder / "tls.key", folder / "tls.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    store = Store(folder, tls=(certificate, key))
    store.import_(catalogue())
    path = PATH.format(1)

    def handshakes(how):
        said = subprocess.run(
            ["openssl", "s_time", "-connect", f"127.0.0.1:{store.port}", "-www", path, how, "-tls1_2", "-time", str(options.seconds)],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        # Of several lines the last that begins so is the one by the clock.
        found = re.findall(r"^(\d+) connections in (\d+) real seconds", said, re.M)
        return int(found[-1][0]) / int(found[-1][1])

    try:
        handshakes("-new")
        pairs = []
        for _ in range(options.rounds):
            start = store.cpu()
            resumed = handshakes("-reuse")
            middle = store.cpu()
            full = handshakes("-new")
            end = store.cpu()
            seconds = options.seconds + 1
            pairs.append((resumed, full, (middle - start) / (resumed * seconds), (end - middle) / (full * seconds)))
    finally:
        store.stop()
    print("\n| a new TLS connection for each call | calls/s | CPU of the Store, µs |\n|---|--:|--:|")
    resumed, full, cost, more = (statistics.median(column) for column in zip(*pairs))
    print(f"| resumed | {resumed:,.0f} | {cost * 1e6:.0f} |\n| full handshakes | {full:,.0f} | {more * 1e6:.0f} |")
    print(f"| resumed to full | {statistics.median(a / b for a, b, *_ in pairs):.2f} | {statistics.median(b / a for *_, a, b in pairs):.2f} times less |")
