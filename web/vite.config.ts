import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // Addresses in the page are relative: it may be served below a path.
  base: "./",
  build: {
    outDir: "dist",
    target: ["chrome111", "firefox114", "safari16.4"],
    manifest: true,
    // What the licences of the libraries ask for: that their texts come along.
    license: { fileName: "licenses.txt" },
    cssCodeSplit: false,
    // Nothing inline: the Content-Security-Policy of the server allows none of it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Under vitest, the browser's Svelte; in tests named `.svelte.test.ts` also the browser's code: state reacts.
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: {
    // A bound for a machine with much else to do; most take a few milliseconds.
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "plain", include: ["tests/**/*.test.ts"], exclude: ["tests/**/*.svelte.test.ts"] } },
      {
        extends: true,
        test: { name: "reacting", include: ["tests/**/*.svelte.test.ts"], environment: "./tests/harness/environment.ts" },
      },
    ],
  },
});
