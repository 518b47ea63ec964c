import { describe, expect, it } from "vitest";

import { bestLanguage, translate, translatePlural } from "../../src/i18n/catalogue";

const french = { "Leave {channel}": "Quitter {channel}", "{n} person": ["{n} personne", "{n} personnes"] };
const persons = ["{n} person", "{n} persons"] as const;

describe("translate", () => {
  it("fills the placeholders, and what it does not know is English", () => {
    expect(translate(french, "Leave {channel}", { channel: "#café" })).toBe("Quitter #café");
    expect(translate(french, "Join {channel}", { channel: "#$&" })).toBe("Join #$&");
    expect(translate(french, "{a}{a} {b}", { a: 1 })).toBe("11 {b}");
    expect(translate(french, "constructor")).toBe("constructor");
  });

  it("chooses the form by the rule of the language that the form is in", () => {
    expect([0, 1, 2].map((n) => translatePlural(french, "fr", persons, n))).toEqual([
      "0 personne",
      "1 personne",
      "2 personnes",
    ]);
    expect([0, 1, 2].map((n) => translatePlural({}, "fr", persons, n))).toEqual([
      "0 persons",
      "1 person",
      "2 persons",
    ]);
  });
});

it("takes the first language that is there", () => {
  expect(bestLanguage(["de-CH", "fr-CA", "en"], ["en", "fr"])).toBe("fr");
  expect(bestLanguage(["de"], ["en", "fr"])).toBe("en");
});
