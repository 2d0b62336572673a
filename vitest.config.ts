import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "bench/test/**/*.test.ts"],
    globalSetup: ["packages/server/test/store/postgres-setup.ts"],
    // Times in tests are hang guards only.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // One for each core, where Vitest would leave one core free; many tests wait more than they work.
    maxWorkers: availableParallelism(),
  },
});
