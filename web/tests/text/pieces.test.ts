import { describe, expect, it } from "vitest";

import { bareText, readFormatting, toPieces, withoutTail, type Piece } from "../../src/text/pieces";

const short = (pieces: Piece[]) =>
  pieces.map((piece) => (piece.kind === "text" ? piece.text : [piece.kind, piece.text]));
const styles = (raw: string) =>
  toPieces(raw).map((piece) => [piece.text, "style" in piece ? piece.style : null]);

describe("links", () => {
  it.each([
    ["https://example.org", "https://example.org"],
    ["see https://example.org/a.", "https://example.org/a"],
    ["(https://example.org/a)", "https://example.org/a"],
    ["https://fr.wikipedia.org/wiki/Salon_(pièce)", "https://fr.wikipedia.org/wiki/Salon_(pièce)"],
    ["(see https://example.org/a_(b))", "https://example.org/a_(b)"],
    ["https://example.org/?a=1&b=2#c!", "https://example.org/?a=1&b=2#c"],
    ["«https://example.org»", "https://example.org"],
    ["HTTPS://EXAMPLE.ORG/X", "HTTPS://EXAMPLE.ORG/X"],
    ["http://192.168.1.2:8080/#café", "http://192.168.1.2:8080/#café"],
    ["http://[::1]:8080/", "http://[::1]:8080/"],
    ["https://example.org/a,b", "https://example.org/a,b"],
    ["<https://example.org/a>", "https://example.org/a"],
    ['"https://example.org/a"', "https://example.org/a"],
    ["a,https://example.org;", "https://example.org"],
  ])("%s", (text, link) => {
    expect(
      toPieces(text)
        .filter((piece) => piece.kind === "link")
        .map((piece) => piece.text),
    ).toEqual([link]);
  });

  it.each([
    "https://",
    "http:///",
    "javascript:alert(1)",
    "data:text/html,x",
    "example.org",
    "ftp://example.org",
    "xhttps://example.org",
    "https://bank.example@evil.example/",
    "mailto:a@example.org",
    "https://evil.example/\u202egro.knab//:sptth",
    "https://ban\u200bk.example/",
  ])("none in %s", (text) => {
    expect(toPieces(text).some((piece) => piece.kind === "link")).toBe(false);
    expect(
      toPieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });

  it.each([
    ["https://\u0430pple.example/", "xn--pple-43d.example"],
    ["https://bank.example\u2044login.evil.example/", "bank.xn--examplelogin-xk0g.evil.example"],
    ["https://café.example/menu", "xn--caf-dma.example"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["https://ex%61mple.org/", "example.org"],
    ["HTTPS://EXAMPLE.ORG:443/é", undefined],
    ["http://[::1]:8080/", undefined],
    ["https://example.org\\a", undefined],
  ])("says where %s leads", (text, host) => {
    const [link] = toPieces(text);
    expect(link).toMatchObject({ kind: "link", text });
    expect((link as { host?: string }).host).toBe(host);
  });

  it("keeps a tail of many brackets cheap", () => {
    const start = performance.now();
    expect(withoutTail("https://example.org/" + ")".repeat(4000))).toBe("https://example.org/");
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("channels and mentions", () => {
  it("finds channels, but not in links, words or numbers", () => {
    expect(short(toPieces("in #café, #a-b. (#c) x#d #1 &#e http://a.org/#f"))).toEqual([
      "in ",
      ["channel", "#café"],
      ", ",
      ["channel", "#a-b"],
      ". (",
      ["channel", "#c"],
      ") x#d #1 &#e ",
      ["link", "http://a.org/#f"],
    ]);
  });

  it("finds whole nicks only", () => {
    const isMention = (word: string) => word.toLowerCase() === "zoé";
    expect(short(toPieces("Zoé: zoéline @zoé, Zoé!", isMention))).toEqual([
      ["mention", "Zoé"],
      ": zoéline @",
      ["mention", "zoé"],
      ", ",
      ["mention", "Zoé"],
      "!",
    ]);
  });

  it.each(["Zoé, zoé_ and \u200bzoé", "a\x02zoé\x02 b", "[zoé] zoé's", "zoé", "http zoé", "été\nzoé\u0301"])(
    "finds the same in %s, whatever else is in the message",
    (text) => {
      const isMention = (word: string) => word.toLowerCase() === "zoé";
      const alone = toPieces(text, isMention);
      const beside = toPieces(`${text}\x0f\n#c`, isMention);
      expect(beside).toEqual([...alone, { kind: "text", text: "\n", style: {} }, { kind: "channel", text: "#c", style: {} }]);
    },
  );
});

describe("code", () => {
  it("is taken as it is", () => {
    expect(short(toPieces("a `#b https://c.org` d"))).toEqual(["a ", ["code", "#b https://c.org"], " d"]);
    expect(short(toPieces("``` x ``"))).toEqual(["``` x ``"]);
    expect(short(toPieces("`open"))).toEqual(["`open"]);
  });

  it("may be a block with a language", () => {
    expect(toPieces("see ```py\nx = 1\ny = 2\n``` ok")).toEqual([
      { kind: "text", text: "see", style: {} },
      { kind: "block", text: "x = 1\ny = 2", language: "py" },
      { kind: "text", text: "ok", style: {} },
    ]);
    expect(toPieces("```x = 1```")).toEqual([{ kind: "block", text: "x = 1", language: "" }]);
  });
});

describe("formatting", () => {
  it("switches and resets", () => {
    expect(styles("a\x02b\x1dc\x02d\x0fe")).toEqual([
      ["a", {}],
      ["b", { bold: true }],
      ["c", { bold: true, italic: true }],
      ["d", { bold: false, italic: true }],
      ["e", {}],
    ]);
  });

  it("reads colours", () => {
    expect(styles("\x0304,01x\x03y")).toEqual([
      ["x", { foreground: 4, background: 1 }],
      ["y", { foreground: undefined, background: undefined }],
    ]);
    expect(styles("\x0312345")[0]![0]).toBe("345");
    expect(styles("\x033,x")[0]![0]).toBe(",x");
    expect(styles("\x0399x")[0]![1]).toEqual({ foreground: undefined, background: undefined });
    expect(bareText("\x04ff0000,00ff00x\x04y")).toBe("xy");
  });

  it("does not break a link in two", () => {
    expect(short(toPieces("https://exa\x02mple.org"))).toEqual([["link", "https://example.org"]]);
  });

  it("leaves the bare text", () => {
    expect(bareText("\x02\x0305,12a\x1fb\x16\x1e\x11c\x0f")).toBe("abc");
    expect(readFormatting("").text).toBe("");
  });

  it("says nothing but what was said", () => {
    for (const text of [
      "",
      " ",
      "<b>x</b>",
      "&lt;",
      "\n\n",
      "a\u202Eb",
      "🙂 #🙂",
      "#",
      "##",
      "é".repeat(300),
    ]) {
      expect(
        toPieces(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }
  });
});
