"""What others may say and be called is shown as text: with the policy of the page, and without it."""

import http.client
import re
from contextlib import closing

import pytest
from playwright.sync_api import Dialog, expect

from harness.salon_process import SalonProcess
from system.page.conftest import Visit

MARKUP = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    '"><iframe srcdoc="<script>parent.alert(1)</script>">',
    "javascript:alert(1)",
    'https://example.org/"onmouseover="alert(1)',
    "`<b>code</b>`",
    "{{constructor.constructor('alert(1)')()}}",
    "\x0304<u>red</u>\x03",
)
HARMLESS_LINKS = re.compile(r"^(https?://|#|$)")


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["policy", "without"])
def test_markup_is_text(visit: Visit, salon: SalonProcess, bypass_csp: bool) -> None:
    """In a message, a topic, a channel's name, a nick, and the reasons of those who leave."""
    channel, nick = "#<i>x</i>", "<b>bob</b>"
    bob = salon.enter(nick, channel, "#attack")
    eve = salon.enter("eve", "#attack")
    visitor = visit("victor", bypass_csp=bypass_csp, viewport={"width": 1280, "height": 2000})
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    visitor.page.on("dialog", note)
    visitor.join("#attack")
    bob.send(*(f"PRIVMSG #attack :{text}" for text in MARKUP))
    bob.send(*(f"NOTICE #attack :{text}" for text in MARKUP))
    bob.send(*(f"PRIVMSG #attack :\x01ACTION {text}\x01" for text in MARKUP))
    bob.send(*(f"TOPIC #attack :{text}" for text in MARKUP))
    bob.send(f"INVITE victor {channel}", f"AWAY :{MARKUP[0]}", f"PRIVMSG victor :{MARKUP[0]}")
    eve.send(f"PART #attack :{MARKUP[1]}", "JOIN #attack", f"QUIT :{MARKUP[2]}")
    bob.send(f"KICK #attack eve :{MARKUP[0]}", "PRIVMSG #attack :last")
    visitor.wait_for("last")
    visitor.join(channel)
    visitor.join("#attack")
    visitor.wait_for("last")
    shown = visitor.page.content()
    for element in ("img", "script:not([src])", "iframe", "svg[onload]", "u", "b:not(.suggestions b)", "i"):
        everywhere = f"[role=log] {element}, header {element}, nav {element}"
        assert visitor.page.locator(everywhere).count() == 0, element
    links = visitor.page.eval_on_selector_all("a", "all => all.map(one => one.getAttribute('href') ?? '')")
    assert [link for link in links if not HARMLESS_LINKS.match(link)] == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert dialogs == []
    bob.send("QUIT")


def test_a_link_is_read_from_left_to_right(visit: Visit, salon: SalonProcess) -> None:
    """Whatever is written around it, the address is shown as it is."""
    bob = salon.enter("bob", "#public")
    visitor = visit("lea")
    bob.send(
        "PRIVMSG #public :\u202ehttps://evil.example/moc.elgoog//:sptth",
        "PRIVMSG #public :\u05d0\u05d1 https://example.org/ \u05d0 https://example.org/\u05d0",
        "PRIVMSG #public :last",
    )
    visitor.wait_for("last")
    starts = visitor.log.locator("a").evaluate_all(
        """links => links.map(link => [0, "https://example.".length].map(at => {
            const letter = document.createRange();
            const words = [...link.childNodes].find(node => node.data);
            letter.setStart(words, at);
            letter.setEnd(words, at + 1);
            return letter.getBoundingClientRect().left - link.getBoundingClientRect().left;
        }))"""
    )
    assert len(starts) == 3
    assert all(0 <= first < 1 < later for first, later in starts), starts
    bob.send("QUIT")


def test_the_policy_is_strict(salon: SalonProcess) -> None:
    """Nothing inline, nothing from elsewhere, no markup from a string."""
    with closing(http.client.HTTPConnection("127.0.0.1", salon.doors["HTTP"], timeout=20)) as peer:
        peer.request("GET", "/", headers={"Host": "localhost"})
        answer = peer.getresponse()
        policy = dict(
            part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";")
        )
        answer.read()
    assert policy["default-src"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert not any(word in str(policy) for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"))


def test_the_policy_holds(visit: Visit) -> None:
    """A script that got in all the same could make no markup, and fetch nothing from elsewhere."""
    visitor = visit("vera")
    for attempt in (
        "document.body.innerHTML = '<img src=x>'",
        "document.write('x')",
        "eval('1')",
        "new Function('1')()",
    ):
        # By a timer, for the debugger itself may do what a page may not.
        tried = f"try {{ {attempt}; done('done') }} catch (error) {{ done(error.name) }}"
        refused = visitor.page.evaluate(f"new Promise(done => setTimeout(() => {{ {tried} }}, 0))")
        assert refused in {"TypeError", "EvalError"}, attempt
    blocked = visitor.page.evaluate(
        "fetch('http://192.0.2.1/', {mode: 'no-cors'}).then(() => 'fetched', error => error.name)"
    )
    assert blocked == "TypeError"
    assert visitor.violations
    visitor.console.clear()
    visitor.requests.clear()


def test_a_line_that_is_no_line(visit: Visit, salon: SalonProcess) -> None:
    """What is pasted in several lines is several messages, never a command of IRC."""
    bob = salon.enter("bob", "#public")
    visitor = visit("paul")
    visitor.composer.fill("one\nQUIT :two\r\nthree")
    visitor.composer.press("Enter")
    for text in ("one", "QUIT :two", "three"):
        bob.wait_for(f"^:paul!.* PRIVMSG #public :{text}$")
    expect(visitor.composer).to_be_enabled()
    bob.send("QUIT")
