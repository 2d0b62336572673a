"""A service behind keystonemiddleware's auth_token, as OpenStack's services are: it answers who is asking.

Told once, in a line of JSON, how the filter is set; answers with the service's port, then serves until standard input
ends. What the filter learned of the caller comes back as the headers that a service reads.
"""

import json
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from keystonemiddleware import auth_token


def service(environ, start_response):
    """Answers with the identity headers that the filter has set."""
    told = {
        name[5:].lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_X_") and name not in ("HTTP_X_AUTH_TOKEN", "HTTP_X_SERVICE_CATALOG")
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]


class Quiet(WSGIRequestHandler):
    """Writes no log of requests."""

    def log_message(self, *_):
        pass


def main():
    settings = json.loads(sys.stdin.readline())
    server = make_server("127.0.0.1", 0, auth_token.AuthProtocol(service, settings), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()


main()
