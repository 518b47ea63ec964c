"""The client that the document of `annuaire` describes: `python original_annuaire_client.py PORT REQUEST`.

Code and argument go out in one piece without an end. Then it waits some seconds, its half of the connection
still open, and reads until the server closes.
"""

import socket
import sys
import time

SECONDS = 1.0
"""How long it waits before it reads."""


def main(port: int, request: str) -> None:
    """Ask once, and show the answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request.encode("utf-8"))
        time.sleep(SECONDS)  # this is what it does, not what a test waits for
        answer = b""
        while data := connection.recv(1024):
            answer += data
    sys.stdout.write(answer.decode("utf-8"))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
