"""TLS with a client that is not ours: openssl's. And certificates that change while people talk."""

import datetime as dt
import re
import signal
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.salon_process import DEADLINE, IrcClient, SalonProcess, eventually, trusting, try_to_serve

CONFIGURATION = """
[irc.tls]
certificate = "cert.pem"
key = "key.pem"
"""


def make_certificate(directory: Path, name: str) -> bytes:
    """Write a new key and a certificate for it, as an owner does; return the certificate in DER form."""
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run(command, cwd=directory, capture_output=True, timeout=DEADLINE, check=True)
    return ssl.PEM_cert_to_DER_cert((directory / "cert.pem").read_text("ascii"))


def expire_certificate(directory: Path) -> None:
    """Put a certificate of the same key in the place of the one that is there, whose time is over."""
    key = serialization.load_pem_private_key((directory / "key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "old.example")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=9)).not_valid_after(now - dt.timedelta(days=2))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (directory / "cert.pem").write_bytes(pem)


def certificate_of(client: IrcClient) -> bytes:
    """Return the certificate that the server has shown to this client."""
    assert isinstance(client.socket, ssl.SSLSocket)
    found = client.socket.getpeercert(binary_form=True)
    assert found is not None
    return found


def shown_now(salon: SalonProcess) -> bytes:
    """Return the certificate that a new connection gets."""
    return certificate_of(salon.connect(tls=trusting()))


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with a certificate of its owner's."""
    make_certificate(tmp_path, "first.example")
    (tmp_path / "salon.toml").write_text(CONFIGURATION, encoding="utf-8")
    with SalonProcess(tmp_path) as running:
        yield running


# --- openssl's client ---------------------------------------------------------------------------


def s_client(port: int, *options: str, typed: str = "") -> str:
    """Connect with openssl, type something, and return all that it shows."""
    return subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-ign_eof", *options],
        input=typed,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    ).stdout


@pytest.mark.parametrize(("option", "version"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_openssl_comes_in(tmp_path: Path, option: str, version: str) -> None:
    """With both current versions one registers, talks and leaves; the connection is known to be secure."""
    with SalonProcess(tmp_path) as salon:
        bob = salon.enter("bob", "#c")
        typed = "NICK zoe\nUSER zoe 0 * :Zoé\nJOIN #c\nPRIVMSG #c :été\nWHOIS zoe\nQUIT\n"
        shown = s_client(salon.tls_port, option, typed=typed)
        assert f"New, {version}, Cipher is " in shown
        assert " 001 zoe :" in shown
        assert " 671 zoe zoe :" in shown
        assert shown.rstrip().splitlines()[-1].startswith(("ERROR :", "closed"))
        bob.wait_for("^:zoe!.* PRIVMSG #c :été$")


@pytest.mark.parametrize("option", ["-tls1", "-tls1_1"])
def test_older_versions_are_refused(tmp_path: Path, option: str) -> None:
    """A client that offers nothing else gets no connection, and no certificate; others still come in."""
    with SalonProcess(tmp_path) as salon:
        shown = s_client(salon.tls_port, option, "-cipher", "ALL@SECLEVEL=0")
        assert re.search(r"and written [1-9]\d* bytes", shown), "openssl itself offered nothing"
        assert "no peer certificate available" in shown
        assert "Cipher is (NONE)" in shown
        salon.connect(tls=trusting()).register("alice")


def test_the_printed_fingerprint_is_the_one_that_clients_see(tmp_path: Path) -> None:
    """The self-signed certificate can be checked by it."""
    with SalonProcess(tmp_path) as salon:
        pem = ssl.DER_cert_to_PEM_cert(shown_now(salon))
        shown = subprocess.run(
            ["openssl", "x509", "-noout", "-fingerprint", "-sha256"],
            input=pem,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        ).stdout
        assert shown.strip().partition("=")[2] in salon.said


def test_tls_alone_may_be_open_to_the_outside(tmp_path: Path) -> None:
    """IRC is served where each setting says; without its own, TLS is where IRC without it is."""
    with SalonProcess(tmp_path, "--set", "irc.tls.host=127.0.0.2") as salon:
        with pytest.raises(ConnectionRefusedError):
            IrcClient(salon.port, host="127.0.0.2")
        with pytest.raises(ConnectionRefusedError):
            IrcClient(salon.tls_port, tls=trusting())
        alice = IrcClient(salon.tls_port, tls=trusting(), host="127.0.0.2")
        alice.register("alice")
        alice.close()
        IrcClient(salon.port).close()
    with SalonProcess(tmp_path, "--host", "127.0.0.2") as salon:
        IrcClient(salon.tls_port, tls=trusting(), host="127.0.0.2").close()


def test_who_never_speaks_counts_for_the_address(tmp_path: Path) -> None:
    """Before any handshake: openssl is told by an alert; without TLS the address may have no more either."""
    with SalonProcess(tmp_path, "--set", "limits.connections_per_address=3") as salon:
        silent = [IrcClient(salon.tls_port) for _ in range(3)]
        refused = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{salon.tls_port}"],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
            input="",
        )
        assert refused.returncode != 0
        assert "no peer certificate available" in refused.stdout
        plain = IrcClient(salon.port)
        assert any("Too many connections from your address" in line for line in plain.wait_closed())
        for client in (plain, *silent):
            client.close()

        def let_in() -> bool:
            with suppress(OSError):
                client = salon.connect(tls=trusting())
                client.register("alice")
                return True
            return False

        eventually(let_in, "room for the address")
        assert "Traceback" not in salon.log


def test_what_is_no_tls_harms_nobody(tmp_path: Path) -> None:
    """Plain text on the TLS port, and a handshake that is broken off, end that connection alone."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.connect(tls=trusting())
        alice.register("alice")
        plain = IrcClient(salon.tls_port)
        plain.send("NICK bob", "USER bob 0 * :bob")
        assert not any(" 001 " in line for line in plain.wait_closed())
        plain.close()
        half = IrcClient(salon.tls_port)
        half.socket.sendall(bytes.fromhex("1603010200010001fc0303"))
        half.close()
        assert alice.settle() == []
        assert "Traceback" not in salon.log


# --- certificates that change -------------------------------------------------------------------


def test_the_last_words_of_who_goes_at_once_are_heard(tmp_path: Path) -> None:
    """Also while something is read from the disk for them."""
    with SalonProcess(tmp_path) as salon:
        ann = salon.connect()
        ann.register("ann")
        ann.join("#a")
        ann.send("PRIVMSG #a :what is read")
        for number in range(10):
            bob = salon.connect(tls=trusting())
            bob.register(f"bob{number}")
            bob.send("JOIN #a")
            bob.wait_for(" JOIN ")
            bob.send("PRIVMSG #a :and now", "QUIT :gone")
            bob.socket.close()
            ann.wait_for(f"^:bob{number}!.* PRIVMSG #a :and now$")
            ann.wait_for(f"^:bob{number}!.* QUIT :Quit: gone$")


def reload(salon: SalonProcess, said: str) -> str:
    """Have the server read its files again; return what it logs of it."""
    lines = len(salon.log.splitlines())
    salon.send_signal(signal.SIGHUP)
    return salon.wait_log(said, after=lines)


def test_sighup_takes_a_new_certificate(tmp_path: Path, salon: SalonProcess) -> None:
    """New connections get the new one; who came with the old one goes on talking."""
    alice = salon.connect(tls=trusting())
    alice.register("alice")
    alice.join("#c")
    old = certificate_of(alice)
    assert old == ssl.PEM_cert_to_DER_cert((tmp_path / "cert.pem").read_text("ascii"))
    new = make_certificate(tmp_path, "second.example")
    assert shown_now(salon) == old
    reload(salon, "configuration reloaded")
    bob = salon.connect(tls=trusting())
    assert certificate_of(bob) == new != old
    bob.register("bob")
    bob.join("#c")
    bob.send("PRIVMSG #c :hello")
    alice.wait_for("PRIVMSG #c :hello$")
    alice.send("PRIVMSG #c :hello too")
    bob.wait_for("PRIVMSG #c :hello too$")


def test_other_files_wait_for_the_next_start(tmp_path: Path, salon: SalonProcess) -> None:
    """When the configuration names other files, the log says that it is too late for them."""
    old = shown_now(salon)
    (tmp_path / "other").mkdir()
    make_certificate(tmp_path / "other", "other.example")
    text = CONFIGURATION.replace('"cert.pem"', '"other/cert.pem"').replace('"key.pem"', '"other/key.pem"')
    (tmp_path / "salon.toml").write_text(text, encoding="utf-8")
    reload(salon, r"irc\.tls\.certificate changed: it takes effect at the next start")
    assert shown_now(salon) == old


@pytest.mark.parametrize("broken", ["certificate", "key", "neither fits", "gone"])
def test_a_broken_certificate_is_not_taken(tmp_path: Path, salon: SalonProcess, broken: str) -> None:
    """The log says so; nobody is dropped, and new connections get what they got before."""
    alice = salon.connect(tls=trusting())
    alice.register("alice")
    old = certificate_of(alice)
    key = (tmp_path / "key.pem").read_bytes()
    make_certificate(tmp_path, "second.example")
    if broken == "certificate":
        (tmp_path / "cert.pem").write_text("no certificate", encoding="utf-8")
    elif broken == "key":
        (tmp_path / "key.pem").write_text("no key", encoding="utf-8")
    elif broken == "neither fits":
        (tmp_path / "key.pem").write_bytes(key)
    else:
        (tmp_path / "cert.pem").unlink()
    assert re.search(r"irc\.tls\.(certificate|key): ", reload(salon, "not reloaded"))
    assert shown_now(salon) == old
    bob = salon.connect(tls=trusting())
    bob.register("bob")
    assert alice.settle() == []


def test_a_broken_certificate_is_named_at_the_start(tmp_path: Path) -> None:
    """The file, the reason and the settings to change are told, and nothing is opened."""
    (tmp_path / "salon.toml").write_text(CONFIGURATION, encoding="utf-8")
    ended = try_to_serve(tmp_path)
    assert ended.code == 2
    assert "irc.tls.certificate: cert.pem cannot be read: there is no such file or directory." in ended.log
    assert "Listening: IRC (TLS)" not in ended.said


def test_an_expired_certificate_is_told_and_served(tmp_path: Path, salon: SalonProcess) -> None:
    """At the start and when it is read again: clients refuse it, but whoever goes on all the same may."""
    expire_certificate(tmp_path)
    warned = reload(salon, "expired")
    assert re.search(r"cert\.pem \(irc\.tls\.certificate\) expired on \d{4}-\d\d-\d\d, .*kill -HUP", warned)
    salon.stop()
    with SalonProcess(tmp_path) as again:
        assert "cert.pem (irc.tls.certificate) expired on " in again.said
        again.connect(tls=trusting()).register("alice")
