"""The client that the document of `public` describes: `python original_public_client.py HOST PORT`.

It reads 1,024 bytes at a time, decodes each piece by itself, and compares all of a piece with `ping`.
"""

import select
import socket
import sys


def main(host: str, port: int) -> None:
    """Talk until the server closes or there is nothing more to say."""
    connection = socket.create_connection((host, port))
    while True:
        readable, _, _ = select.select([sys.stdin, connection], [], [])
        if connection in readable:
            data = connection.recv(1024)
            if not data:
                break
            text = data.decode()
            if text == "ping\n":
                connection.sendall(b"pong\n")
            else:
                sys.stdout.write(text)
                sys.stdout.flush()
        if sys.stdin in readable:
            line = sys.stdin.readline()
            if not line:
                break
            connection.sendall(line.encode())
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
