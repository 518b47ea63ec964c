/** Node.js, with the code as the browser gets it: Svelte's state reacts. There is no DOM. */

import type { Environment } from "vitest/runtime";

export default {
  name: "page",
  viteEnvironment: "client",
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
