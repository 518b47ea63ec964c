"""The page for everybody: by keyboard alone, on a narrow screen, in French, for a screen reader."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.salon_process import SalonProcess
from system.page.conftest import Visit

NARROW = {"width": 320, "height": 568}


def overflow(page: Page) -> int:
    """Return how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return width


def test_by_keyboard_alone(visit: Visit, salon: SalonProcess) -> None:
    """Come in, join, complete a name, change the topic by the menu, and go back: without a pointer."""
    bob = salon.enter("bobby", "#keys")
    page = visit().page
    keys = page.keyboard
    heading = page.get_by_role("heading", level=1)
    expect(page.get_by_label("Nick")).to_be_focused()
    keys.type("kim")
    keys.press("Enter")
    composer = page.get_by_role("textbox", name=re.compile("^Message to"))
    expect(composer).to_be_focused()
    keys.type("/join #keys")
    keys.press("Enter")
    expect(heading).to_have_text("#keys")
    expect(composer).to_be_focused()
    # A name can be completed as soon as it is known who is there.
    expect(page.get_by_role("button", name="2 members")).to_be_visible()
    keys.type("bobb")
    keys.press("Tab")
    expect(composer).to_have_value(re.compile("^bobby: ?$"))
    keys.type("hello")
    keys.press("Enter")
    bob.wait_for("PRIVMSG #keys :bobby: ?hello$")
    keys.press("Alt+ArrowUp")
    expect(heading).not_to_have_text("#keys")
    keys.press("Alt+ArrowDown")
    expect(heading).to_have_text("#keys")
    keys.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    bob.send("MODE #keys +o kim")
    # The menu begins with the topic only for those who may change it.
    expect(page.get_by_role("button", name="Set a topic")).to_be_visible()
    more = page.get_by_role("button", name="More about #keys")
    more.focus()
    keys.press("Enter")
    expect(page.get_by_role("menu").get_by_role("menuitem").first).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Topic of #keys")).to_be_visible()
    keys.type("Keys only")
    keys.press("Enter")
    bob.wait_for("TOPIC #keys :Keys only$")
    bob.send("QUIT")


def test_a_menu_gives_the_focus_back(visit: Visit, salon: SalonProcess) -> None:
    """To the member that it was opened from, or to the composer, where one was about to type."""
    bob = salon.enter("bob", "#menu")
    visitor = visit("mia")
    visitor.join("#menu")
    bob.send("PRIVMSG #menu :hello")
    visitor.wait_for("hello")
    page, keys = visitor.page, visitor.page.keyboard
    member = page.get_by_role("complementary", name="Members").get_by_role("button", name=re.compile("^bob"))
    items = page.get_by_role("menu", name="bob").get_by_role("menuitem")
    member.focus()
    for close in ("Escape", "Tab"):
        keys.press("Enter")
        expect(items.first).to_be_focused()
        keys.press("ArrowDown")
        expect(items.nth(1)).to_be_focused()
        keys.press(close)
        expect(items).to_have_count(0)
        expect(member).to_be_focused()
    visitor.composer.click()
    keys.type("dra")
    visitor.log.get_by_role("button", name="bob").click()
    expect(items.first).to_be_focused()
    keys.press("Escape")
    keys.type("ft")
    expect(visitor.composer).to_have_value("draft")
    bob.send("QUIT")


def test_rights_that_change_under_an_open_menu(visit: Visit, salon: SalonProcess) -> None:
    """New items appear in it, and the one that has the focus keeps it."""
    bob, carol = salon.enter("bob", "#menu"), salon.enter("carol", "#menu")
    visitor = visit("mia")
    visitor.join("#menu")
    page, keys = visitor.page, visitor.page.keyboard
    menu = page.get_by_role("menu", name="carol")
    bob.send("MODE #menu +h mia")
    page.get_by_role("complementary", name="Members").get_by_role("button", name=re.compile("^carol")).click()
    mute = menu.get_by_role("menuitem", name="Mute…")
    expect(mute).to_be_visible()
    while not mute.evaluate("item => item === document.activeElement"):
        keys.press("ArrowDown")
    bob.send("MODE #menu +o mia")
    expect(menu.get_by_role("menuitem", name="Make an operator…")).to_be_visible()
    expect(mute).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Mute carol in #menu?")
    carol.send("QUIT")
    bob.send("QUIT")


def test_a_private_message_from_the_members_of_a_telephone(visit: Visit, salon: SalonProcess) -> None:
    """The list of members goes with the channel, and one can type at once."""
    bob = salon.enter("bob", "#menu")
    visitor = visit("mia", viewport=NARROW)
    visitor.join("#menu")
    page = visitor.page
    page.get_by_role("button", name="2 members").click()
    page.get_by_role("complementary", name="Members").get_by_role("button", name=re.compile("^bob")).click()
    page.get_by_role("menuitem", name="Private message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("bob")
    visitor.say("psst")
    bob.wait_for("PRIVMSG bob :psst$")
    bob.send("QUIT")


def test_every_stop_of_the_tab_key_is_seen(visit: Visit) -> None:
    """And has a name; the key goes all the way round."""
    page = visit("tabby").page
    page.keyboard.press("Escape")
    stops = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(
            """() => {
              const its = document.activeElement, place = its.getBoundingClientRect();
              if (its === document.body) return null;
              const style = getComputedStyle(its);
              const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                || getComputedStyle(its.parentElement).outlineStyle !== 'none'
                || getComputedStyle(its.parentElement).boxShadow !== 'none';
              return {what: its.outerHTML.slice(0, 120), seen: place.width > 0 && place.height > 0, ring};
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 5
    assert [stop["what"] for stop in stops if not (stop["seen"] and stop["ring"])] == []


@pytest.mark.parametrize("window", [NARROW, {"width": 768, "height": 1024}, {"width": 3440, "height": 1440}])
def test_every_width(visit: Visit, salon: SalonProcess, window: dict[str, int]) -> None:
    """Nothing is cut off or pushed out, whatever is said; members and conversations are within reach."""
    bob = salon.enter("bob", "#wide")
    visitor = visit(viewport=window)
    assert overflow(visitor.page) <= 0
    visitor.enter("wendy")
    visitor.join("#wide")
    bob.send(
        f"PRIVMSG #wide :{'x' * 380}",
        f"PRIVMSG #wide :https://example.org/{'a-long-path/' * 20}",
        f"TOPIC #wide :{'a very long topic ' * 20}",
        "PRIVMSG #wide :last",
    )
    visitor.wait_for("last")
    assert overflow(visitor.page) <= 0
    expect(visitor.composer).to_be_in_viewport()
    if window is NARROW:
        visitor.page.get_by_role("button", name=re.compile("^Conversations")).click()
        listed = visitor.page.get_by_role("navigation", name="Conversations")
        expect(listed.get_by_role("button", name=re.compile("^#wide"))).to_be_in_viewport()
        assert overflow(visitor.page) <= 0
        visitor.page.keyboard.press("Escape")
        visitor.page.get_by_role("button", name="2 members").click()
    members = visitor.page.get_by_role("complementary", name="Members")
    if window["width"] == 768:
        visitor.page.get_by_role("button", name="2 members").click()
    expect(members.get_by_role("button", name=re.compile("^bob"))).to_be_in_viewport()
    expect(members.get_by_role("heading")).to_have_text(["Members", "Operators 1", "Without a rank 1"])
    bob.send("QUIT")


def test_the_settings_have_a_name(visit: Visit) -> None:
    """The button says what it is for, also while it shows that one is away."""
    visitor = visit("gwen")
    settings = visitor.page.get_by_role("button", name="Settings")
    expect(settings).to_be_visible()
    visitor.say("/away at lunch")
    expect(visitor.page.get_by_text("at lunch").first).to_be_visible()
    expect(settings).to_contain_text("at lunch")


def test_forced_colours(visit: Visit) -> None:
    """What is chosen has other colours than its neighbours, where the system chooses the colours."""

    def background(element: Locator) -> bytes:
        # Computed styles do not say what the system makes of them: some points left above of the text do.
        box = element.bounding_box()
        assert box is not None
        clip = {"x": round(box["x"]) + 6, "y": round(box["y"]) + 4, "width": 3, "height": 3}
        return element.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]

    visitor = visit(forced_colors="active")
    english, french = (visitor.page.get_by_role("button", name=name) for name in ("English", "Français"))
    assert background(english) != background(french)
    visitor.enter("fay")
    visitor.join("#fay")
    here, there = (visitor.page.get_by_role("button", name=name) for name in ("#fay", "#public"))
    assert background(here.first) != background(there.first)
    visitor.page.keyboard.type("/n")
    visitor.page.keyboard.press("ArrowDown")
    options = visitor.page.get_by_role("option")
    assert background(options.nth(0)) != background(options.nth(1))


def test_in_french(visit: Visit, salon: SalonProcess) -> None:
    """A French browser has a French page; another language takes effect at once, and stays."""
    bob = salon.enter("bob", "#public")
    visitor = visit(locale="fr-FR")
    page = visitor.page
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_label("Pseudonyme").fill("Amélie")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("log", name="Messages dans #public")).to_be_visible()
    bob.send("PRIVMSG #public :salut")
    visitor.wait_for("salut")
    aside = page.get_by_role("complementary", name="Conversations")
    aside.get_by_role("button", name=re.compile("Amélie")).click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_role("log", name="Messages in #public")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("log", name="Messages in #public")).to_be_visible()
    bob.send("QUIT")


def test_the_server_answers_in_the_language_of_the_page(visit: Visit, salon: SalonProcess) -> None:
    """From the first refusal on, whatever the server's own language; and at once in another."""
    bob = salon.enter("bob", "#public")
    page = visit(locale="fr-FR").page
    problem = page.get_by_role("alert")
    page.get_by_label("Pseudonyme").fill("a!b")
    page.get_by_role("button", name="Entrer").click()
    expect(problem).to_contain_text("Ce nom n'est pas valide")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Join the chat").click()
    expect(problem).to_contain_text("This name is not valid")
    page.get_by_role("button", name="Français").click()
    page.get_by_label("Pseudonyme").fill("zoe")
    page.get_by_role("button", name="Entrer").click()
    composer = page.get_by_role("textbox", name="Message à #public")
    composer.fill("/mode +i")
    composer.press("Enter")
    expect(page.get_by_text("Dans #public, ").first).to_be_visible()
    bob.send("QUIT")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_axe(visit: Visit, salon: SalonProcess, scheme: str) -> None:
    """On the first screen, in a conversation, in a menu, a dialog, and on a telephone."""
    bob = salon.enter("bob", "#axe")
    visitor = visit(color_scheme=scheme, reduced_motion="reduce")
    assert visitor.serious_faults() == []
    visitor.enter("axel")
    visitor.join("#axe")
    bob.send(
        "PRIVMSG #axe :hello axel, see https://example.org and `code`",
        "PRIVMSG #axe :\x0304red\x03 and \x02bold\x02",
        "PRIVMSG #axe :\x01ACTION waves\x01",
        "NOTICE #axe :a notice",
        "TOPIC #axe :about axes",
        "PRIVMSG #axe :last",
    )
    visitor.wait_for("last")
    assert visitor.serious_faults() == []
    visitor.page.get_by_role("button", name="More about #axe").click()
    expect(visitor.page.get_by_role("menu")).to_be_visible()
    assert visitor.serious_faults() == []
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Control+/")
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    assert visitor.serious_faults() == []
    visitor.page.keyboard.press("Escape")
    visitor.page.set_viewport_size({"width": 320, "height": 568})
    visitor.page.get_by_role("button", name=re.compile("^Conversations")).click()
    assert visitor.serious_faults() == []
    bob.send("QUIT")
