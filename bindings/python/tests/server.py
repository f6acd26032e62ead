"""Servers on sockets of their own, asked by a plain client."""

import contextlib
import http.client
import threading
import wsgiref.simple_server

import uvicorn


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def wsgi(app):
    """Asks the app behind wsgiref's server."""
    with wsgiref.simple_server.make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield asker(server.server_port)
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def asgi(app):
    """Asks the app behind uvicorn; gives the port too, as `ask.port`."""
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets=None):
            await super().startup(sockets)
            started.set()

    server = Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(30)
        yield asker(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


def asker(port):
    def ask(query, method, path="/"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, f"{path}?{query}")
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    ask.port = port
    return ask
