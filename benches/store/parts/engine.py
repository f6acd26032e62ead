"""A Store whose database is of one engine or the other."""

from .postgres import Cluster
from .store import Store


def start(folder, engine):
    """One of `SQLite` or `PostgreSQL` in a folder of its own: the folder, the cluster, which is None for a file, and the Store."""
    folder = folder / engine
    folder.mkdir()
    cluster = Cluster(folder) if engine == "PostgreSQL" else None
    return folder, cluster, Store(folder, database=cluster and cluster.url)
