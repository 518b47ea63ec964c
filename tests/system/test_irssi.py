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
