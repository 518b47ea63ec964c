import { expect, test } from "vitest";

import { lengthProblem } from "../../src/view/length";

test("says how long a text is that is too long, in characters as one sees them", () => {
  expect(lengthProblem("x".repeat(40), 32)).toBe("This has 40 characters. At most 32 are allowed.");
  expect(lengthProblem(` ${"😀".repeat(32)} `, 32)).toBe("");
  expect(lengthProblem("x".repeat(40), undefined)).toBe("");
});
