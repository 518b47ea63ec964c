"""irssi, as Debian has it, comes to the server: what a person types and sees."""

from pathlib import Path

from harness.salon_process import SalonProcess
from harness.terminal import irssi


def test_irssi_comes_in_and_talks(tmp_path: Path) -> None:
    """Welcome, JOIN with the topic and the names, talk both ways with accents, NAMES, a new nick, WHOIS."""
    (tmp_path / "salon.toml").write_text('motd = "Entrez, c\'est ouvert"', encoding="utf-8")
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "amelie") as person:
        person.wait_for("Welcome to the Salon network", "Entrez, c'est ouvert", "End of message of the day")
        bob = salon.enter("bob", "#café")
        bob.send("TOPIC #café :Thé à 16 h")
        person.type("/join #café")
        person.wait_for("has joined #café", "Thé à 16 h", "[@bob] [ amelie]", "Topic set by bob")
        bob.wait_for("^:amelie!.* JOIN #café$")
        person.type("bonjour à tous ☺")
        bob.wait_for("^:amelie!.* PRIVMSG #café :bonjour à tous ☺$")
        bob.send("PRIVMSG #café :œuf, naïve, Größe")
        person.wait_for("<@bob> œuf, naïve, Größe")
        person.type("/me réfléchit")
        bob.wait_for("PRIVMSG #café :\x01ACTION réfléchit\x01$")
        person.type("/nick Amélie")
        bob.wait_for("^:amelie!.* NICK :Amélie$")
        person.wait_for("You're now known as Amélie")
        person.type("/names #café")
        person.wait_for("[@bob] [ Amélie]")
        bob.send("NICK Bébé")
        person.wait_for("bob is now known as Bébé")
        person.type("/msg Bébé entre nous")
        bob.wait_for("^:Amélie!.* PRIVMSG Bébé :entre nous$")
        bob.send("PRIVMSG Amélie :oui ?")
        person.type("/query Bébé")
        person.wait_for("<Amélie> entre nous", "<Bébé> oui ?")
        person.type("/whois Bébé")
        person.wait_for("ircname  : bob", "channels : @#café")
        person.type("/quit à bientôt")
        bob.wait_for("^:Amélie!.* QUIT :Quit: à bientôt$")
        person.wait_end()


def test_irssi_runs_a_channel(tmp_path: Path) -> None:
    """A topic, a rank, a kick, a ban; being kicked; a channel that is renamed; the history on coming back."""
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "amelie") as person:
        person.wait_for("Welcome")
        person.type("/join #café")
        person.wait_for("has joined #café", "[@amelie]")
        bob, carol = salon.enter("bob", "#café"), salon.enter("carol", "#café")
        person.type("/topic Ordre du jour : été")
        bob.wait_for(" TOPIC #café :Ordre du jour : été$")
        person.wait_for("amelie changed the topic of #café to: Ordre du jour : été")
        person.type("/op bob")
        bob.wait_for("MODE #café \\+o bob$")
        person.wait_for("mode/#café [+o bob] by amelie")
        person.type("/kickban carol trop de bruit")
        carol.wait_for("MODE #café \\+b ")
        carol.wait_for("^:amelie!.* KICK #café carol :trop de bruit$")
        person.wait_for("carol was kicked from #café by amelie [trop de bruit]")
        carol.send("JOIN #café")
        carol.wait_for(" 474 ")
        bob.send("PRIVMSG #café :avant", "RENAME #café #thé :déménagement")
        bob.wait_for("^:bob!.* RENAME #café #thé|^:bob!.* JOIN #thé$")
        person.type("/window goto #thé")
        person.wait_for("has joined #thé")
        person.type("c'est ici ?")
        bob.wait_for(r"PRIVMSG #thé :c'est ici \?$")
        bob.send("PRIVMSG #thé :par ici")
        person.wait_for("par ici")
        person.type("/mode #thé -q amelie")
        bob.wait_for("You are the main administrator of #thé now$")
        bob.send("KICK #thé amelie :à ton tour")
        person.wait_for("à ton tour")
        person.type("/join #thé")
        person.wait_for("has joined #thé", "avant")


def test_irssi_silences_somebody(tmp_path: Path) -> None:
    """By its own command: it understands each answer, and hears nothing private until it is undone."""
    options = "--set", "limits.list_entries=1"
    with SalonProcess(tmp_path, *options) as salon, irssi(tmp_path / "home", salon.port, "amelie") as person:
        person.wait_for("Welcome")
        bob = salon.enter("bob")
        person.type("/silence +bob")
        person.wait_for("Silenced bob!*@*")
        person.type("/silence")
        person.wait_for("amelie: silence bob!*@*")
        person.type("/silence +zoe")
        person.wait_for("zoe!*@* Your silence list is full")
        bob.send("PRIVMSG amelie :unheard")
        bob.settle()
        person.type("/silence -bob!*@*")
        person.wait_for("Unsilenced bob!*@*")
        bob.send("PRIVMSG amelie :heard")
        person.type("/query bob")
        person.wait_for("<bob> heard")
        assert "unheard" not in person.screen()


def test_irssi_keeps_a_name_by_nickserv(tmp_path: Path) -> None:
    """An account made, the name lost to a guest and taken back, and a password changed."""
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "amelie") as person:
        person.wait_for("Welcome")
        bob = salon.enter("bob")
        person.type("/query NickServ", "REGISTER sesame-8")
        person.wait_for("The account amelie has been created, and you are logged in to it")
        bob.send("MONITOR + amelie")
        person.type("/window 1", "/disconnect")
        bob.wait_for(" 731 bob :amelie$")
        guest = salon.enter("amelie")
        person.type(f"/connect 127.0.0.1 {salon.port} - autre")
        person.wait_for("Welcome to the Salon network, autre")
        person.type("/query NickServ", "REGAIN amelie wrong")
        person.wait_for("The name or the password is wrong.")
        person.type("REGAIN amelie sesame-8")
        guest.wait_for("^:amelie!.* NICK :Guest")
        person.wait_for("You are logged in as amelie", "[amelie(+i)]")
        person.type("SETPASS sesame-8 other-08")
        person.wait_for("The password of amelie has been changed.")
        person.type("HELP")
        person.wait_for("SETPASS OLD NEW - change your password")


def test_irssi_logs_in_by_sasl(tmp_path: Path) -> None:
    """Before it is connected; a second connection, by another program, is the same person."""
    with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "autre") as person:
        person.wait_for("Welcome")
        amelie = salon.enter("amelie")
        amelie.send("NS REGISTER sesame-8", "QUIT")
        amelie.wait_for("^ERROR ")
        person.type("/disconnect", "/clear")
        person.type(
            "/network add -sasl_mechanism PLAIN -sasl_username amelie -sasl_password sesame-8 salon",
            f"/connect -network salon 127.0.0.1 {salon.port} - amelie",
        )
        person.wait_for("SASL authentication succeeded", "Welcome to the Salon network, amelie")
        person.type("/whois amelie")
        person.wait_for("account  : amelie")
        person.type("/join #café")
        person.wait_for("has joined #café")
        bob, second = salon.enter("bob", "#café"), salon.connect()
        second.send("CAP REQ sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFtZWxpZQBzZXNhbWUtOA==")
        second.send("NICK other", "USER x 0 * :X", "CAP END")
        second.wait_for(" 001 amelie ")
        second.wait_for("^:amelie!.* JOIN #café$")
        second.send("PRIVMSG #café :d'ailleurs")
        bob.wait_for("^:amelie!.* PRIVMSG #café :d'ailleurs$")
        person.wait_for("amelie> d'ailleurs")
        person.type("d'ici")
        second.wait_for("^:amelie!.* PRIVMSG #café :d'ici$")
        person.type("/quit")
        person.wait_end()
        second.send("QUIT :fin")
        bob.wait_for("^:amelie!.* QUIT :Quit: fin$")
