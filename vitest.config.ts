import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    // Times in tests are hang guards only.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
  },
});
