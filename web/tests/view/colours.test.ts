import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { HUES, ircHue, nickHue } from "../../src/view/colours";

const theme = readFileSync(new URL("../../src/view/style/theme.css", import.meta.url), "utf8");
const [light, dark] = theme.split(':root[data-theme="dark"]').map(propertiesOf);

function propertiesOf(sheet: string): Record<string, string> {
  return Object.fromEntries(
    [...sheet.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
}

type Linear = [number, number, number];

/** CSS Color 4, "Sample code for Color Conversions": OKLCH to linear sRGB, cut to what a screen can show. */
function fromOklch(l: number, c: number, hue: number): Linear {
  const [a, b] = [c * Math.cos((hue * Math.PI) / 180), c * Math.sin((hue * Math.PI) / 180)];
  const [x, y, z] = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((part) => part ** 3) as Linear;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ].map((part) => Math.min(1, Math.max(0, part))) as Linear;
}

function fromHex(text: string): Linear {
  const digits =
    text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit) : text.slice(1).match(/../g)!;
  return digits.map((pair) => {
    const part = parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Linear;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Linear, other: Linear): number {
  const luminance = ([r, g, b]: Linear) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light!],
  ["dark", { ...light!, ...dark! }],
])("in the %s theme", (_, properties) => {
  const of = (name: string) => fromHex(properties[name]!);

  it.each(["paper", "side", "hover", "mention"])("nicks of every hue can be read on %s", (ground) => {
    for (let hue = 0; hue < 360; hue += 360 / HUES) {
      const nick = fromOklch(Number(properties["nick-l"]), Number(properties["nick-c"]), hue);
      expect(contrast(nick, of(ground)), `${hue}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("colours of IRC can be read on all of its backgrounds", () => {
    for (let hue = 0; hue < 360; hue += 15) {
      const mark = fromOklch(Number(properties["mark-l"]), 0.05, hue);
      expect(contrast(of("text"), mark), `text on ${hue}`).toBeGreaterThanOrEqual(4.5);
      for (let other = 0; other < 360; other += 15) {
        const nick = fromOklch(Number(properties["nick-l"]), Number(properties["nick-c"]), other);
        expect(contrast(nick, mark), `${other} on ${hue}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("the letter of every avatar can be read", () => {
    for (let hue = 0; hue < 360; hue += 360 / HUES) {
      expect(
        contrast([1, 1, 1], fromOklch(Number(properties["avatar-l"]), 0.11, hue)),
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    ["text", "paper"],
    ["text", "side"],
    ["text", "hover"],
    ["text", "chosen"],
    ["text", "raised"],
    ["text", "mention"],
    ["muted", "paper"],
    ["muted", "side"],
    ["muted", "hover"],
    ["muted", "mention"],
    ["on-accent", "accent"],
    ["accent-text", "paper"],
    ["accent-text", "side"],
    ["accent-text", "mention"],
    ["danger", "paper"],
    ["danger", "raised"],
    ["danger", "hover"],
    ["on-danger", "danger"],
    ["banner-text", "banner"],
    ["calm-text", "calm"],
    ["paper", "muted"],
  ])("%s can be read on %s", (front, ground) => {
    expect(contrast(of(front), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["paper", "side"])("the frame of a field can be seen on %s", (ground) => {
    expect(contrast(of("field-line"), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe("hues", () => {
  it("are the same for a nick whatever its case, and spread", () => {
    expect(nickHue("Zoé")).toBe(nickHue("zOÉ"));
    const found = new Set(Array.from({ length: 200 }, (_, at) => nickHue(`user${at}`)));
    expect(found.size).toBeGreaterThan(HUES - 3);
  });

  it("are there for all colours of IRC but black, white and the greys", () => {
    const without = Array.from({ length: 99 }, (_, at) => at).filter((at) => ircHue(at) === undefined);
    expect(without).toEqual([0, 1, 14, 15, ...Array.from({ length: 11 }, (_, at) => 88 + at)]);
  });
});
