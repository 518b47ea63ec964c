"""The client that the document of `chaines` describes: `python original_chaines_client.py HOST PORT`.

It strips one `/` and sends the rest, and puts `message` in front of any other line. When its input ends it
should send BYE, but looks for the end in a wrong way, as the document's does: it sends `message` for ever.
"""

import select
import socket
import sys


def show(text: str) -> None:
    """Show something, and end the line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(host: str, port: int) -> None:
    """Talk until somebody ends it."""
    connection = socket.create_connection((host, port))
    while True:
        readable, _, _ = select.select([sys.stdin, connection], [], [])
        if connection in readable:
            data = connection.recv(2048)
            if not data:
                break
            show(data.decode())
        if sys.stdin in readable:
            line = sys.stdin.readline()
            if not line.startswith("/"):
                connection.sendall(f"message{line}".encode())
                continue
            command = line[1:]
            connection.sendall(command.encode())
            if command.startswith("BYE"):
                show("AU REVOIR !")
                break
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
