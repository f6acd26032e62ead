"""How long it takes until a change of one Store is served by another of the same database."""

import http.client
import json
import socket
import statistics
import threading
import time

from .postgres import Cluster
from .store import Store


class Silent:
    """A proxy before a cluster that lets no notification through."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.dropped = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.cluster.port))
            threading.Thread(target=self.to_server, args=(client, server), daemon=True).start()
            threading.Thread(target=self.to_client, args=(server.makefile("rb"), client), daemon=True).start()

    def to_server(self, client, server):
        while some := client.recv(65536):
            server.sendall(some)
        server.close()

    def to_client(self, server, client):
        # A message is a letter and its length, which counts itself but not the letter.
        while head := server.read(5):
            body = server.read(int.from_bytes(head[1:], "big") - 4)
            if head[:1] == b"A":
                self.dropped += 1
            else:
                client.sendall(head + body)

    def stop(self):
        self.listener.close()


class Admin:
    """The admin interface of a Store."""

    def __init__(self, store):
        self.connection = http.client.HTTPConnection("127.0.0.1", store.admin)
        self.token = (store.data / "admin.token").read_text().strip()

    def version(self, method="GET", path="/admin/v1/companies?limit=1", body=None):
        """The version of the catalogue that the answer is of."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise SystemExit(said)
        return int(answer.headers["Catalogue-Version"])


def measure(folder, options):
    (folder / "cluster").mkdir()
    cluster = Cluster(folder / "cluster")
    silent = Silent(cluster)
    stores = []
    try:
        for name, port in [("one", cluster.port), ("told", cluster.port), ("untold", silent.port)]:
            (folder / name).mkdir()
            database = cluster.url.replace(str(cluster.port), str(port))
            stores.append(Store(folder / name, database=database, like=stores[0] if stores else None))
        print("\n| until another Store serves a change | median, ms | longest, ms |\n|---|--:|--:|")
        for name, other in [("told of it", stores[1]), ("behind a proxy that drops what it is told", stores[2])]:
            times = [delay(Admin(stores[0]), Admin(other), number) for number in range(options.rounds * 5)]
            print(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |", flush=True)
        if not silent.dropped:
            raise SystemExit("the proxy has dropped nothing")
    finally:
        for store in stores:
            store.stop()
        silent.stop()
        cluster.stop()


def delay(one, other, number):
    """In milliseconds, from the answer of the one that was asked."""
    # At any time between two questions of the other.
    time.sleep(number * 0.137 % 1)
    version = one.version("POST", "/admin/v1/companies", {"name": f"Company {number}"})
    begin = time.monotonic()
    while other.version() < version:
        time.sleep(0.001)
    return (time.monotonic() - begin) * 1000
