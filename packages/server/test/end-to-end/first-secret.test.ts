import { existsSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { firstSecretFileIn, firstSecretLifetimeSeconds } from "../../src/first-secret.ts";
import { startApp } from "../app.ts";

describe("the file of the first secret", () => {
  it("is gone within a minute after the secret has died, while the server runs", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const app = await startApp({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" });
    onTestFinished(() => app.close());
    const file = firstSecretFileIn(app.dataDir);
    app.advance(firstSecretLifetimeSeconds);
    expect(existsSync(file)).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    // What was begun then reads and removes a file.
    while (existsSync(file)) await new Promise((turn) => setImmediate(turn));
  });
});
