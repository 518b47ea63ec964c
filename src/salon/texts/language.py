"""The language of texts to people: which one, and its gettext catalogue.

Layers below receive `Language.gettext` as a plain callable and never know where a translation comes from.
Source texts are English; a text that is translated later, far from where it is written, is marked with `N_`.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from salon.texts.marks import N_, N_PLURAL, Plural, Translate

__all__ = [
    "DOMAIN",
    "LANGUAGES",
    "LOCALE",
    "N_",
    "N_PLURAL",
    "Language",
    "Text",
    "choose_language",
    "load_language",
]

DOMAIN = "salon"
LANGUAGES = ("fr", "en")
LOCALE = Path(__file__).parents[1] / "locale"

# POSIX, "Environment Variables", 8.2: the first of these that is set and not empty decides.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's texts; whatever has no translation is shown in English."""

    code: str
    _catalogue: gettext.NullTranslations

    def gettext(self, msgid: str) -> str:
        """Return the text in this language."""
        if isinstance(msgid, Plural):
            return msgid.translated(self._catalogue.ngettext)
        # A catalogue keeps its own header under the empty text, which nobody wants to read.
        return self._catalogue.gettext(msgid) if msgid else ""

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of the text that goes with the number."""
        return self._catalogue.ngettext(singular, plural, number)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not yet in any language: its English form and what goes in its braces.

    A field that is itself a `Text` is translated with it.
    """

    msgid: str
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def render(self, language: Language) -> str:
        """Return the text in the language, its braces filled."""
        return self.word(language.gettext)

    def word(self, translate: Translate) -> str:
        """Return the text as it is translated, its braces filled."""
        filled = {
            name: value.word(translate) if isinstance(value, Text) else value
            for name, value in self.fields.items()
        }
        return translate(self.msgid).format(**filled)

    def __str__(self) -> str:
        return self.msgid.format(**self.fields)


def choose_language(setting: str, environment: Mapping[str, str]) -> str:
    """Return the code of the language to use: the setting, else the environment's, else English."""
    if setting in LANGUAGES:
        return setting
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    code = locale.partition(".")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else "en"


def load_language(code: str) -> Language:
    """Return the language with its catalogue; English, the language of the source, has none."""
    return Language(code, gettext.translation(DOMAIN, LOCALE, [code], fallback=True))
