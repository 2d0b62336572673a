import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../../src/store/connect.ts";
import { appliedMigrations, knownMigrations, migrate } from "../../../src/store/migrate.ts";
import { describeOnEveryDatabase } from "../databases.ts";

describeOnEveryDatabase("a migration that is killed", (kind) => {
  /** Kills the opening so long after it began. @returns whether it was done before that */
  async function killed(url: string, afterMs: number): Promise<boolean> {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../opening-process.ts"), url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    let done = false;
    for await (const line of createInterface({ input: child.stdout })) {
      done = line === "open";
      if (!done) setTimeout(() => child.kill("SIGKILL"), afterMs);
    }
    await ended;
    return done;
  }

  it("leaves the tables of before or those of after, and is carried out by the next start", async () => {
    const database = await kind.create();
    onTestFinished(() => database.remove());
    const first = knownMigrations[0] ?? "";
    const before = connect(database.url, "write");
    await migrate(before, first);
    await before.destroy();
    const begun = performance.now();
    const another = await kind.create();
    await killed(another.url, 60_000);
    const whole = performance.now() - begun;
    await another.remove();

    for (const part of [0.02, 0.1, 0.2, 0.35, 0.6]) {
      const done = await killed(database.url, whole * part);
      const queries = connect(database.url, "read");
      const applied = await appliedMigrations(queries);
      await queries.destroy();
      expect([[first], knownMigrations]).toContainEqual(applied);
      if (done) expect(applied).toEqual(knownMigrations);
    }
    expect(await killed(database.url, 60_000)).toBe(true);
    const queries = connect(database.url, "read");
    onTestFinished(() => queries.destroy());
    expect(await appliedMigrations(queries)).toEqual(knownMigrations);
  });
});
