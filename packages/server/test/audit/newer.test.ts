import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runCommand } from "../cli/command-line.ts";
import { describeOnEveryDatabase } from "../store/databases.ts";
import { start, useBench } from "../store/fixtures.ts";
import { verify, writeLinks } from "./bench.ts";

describeOnEveryDatabase("an audit of a database that a newer version has changed", (kind) => {
  const bench = useBench(kind);

  it("says so, and which tables it could not verify, with the code of what does not hold", async () => {
    const { store, database } = bench();
    await writeLinks(store, 3);
    expect(await verify(bench(), null, start + 60)).toMatchObject({ problems: [], newer: null });
    await database.run("insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')");
    await database.run("create table wishes (id text primary key)");
    expect(await verify(bench(), null, start + 60)).toMatchObject({
      links: 3,
      problems: [],
      newer: { migrations: ["9999-later"], tables: ["wishes"] },
    });

    const audit = (...argv: readonly string[]) =>
      runCommand(["audit", ...argv], { environment: { COUNTERSIGN_DATABASE_URL: database.url } });
    const { code, out, err } = await audit("verify");
    expect(code).toBe(6);
    expect(out).toMatch(/^The audit chain of the database holds as far as this version knows it/);
    expect(err).toContain("Not verified: the table wishes, and whatever that version writes");

    const folder = await mkdtemp(join(tmpdir(), "countersign-newer-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "chain.jsonl");
    const exported = await audit("export", file);
    expect(exported.code).toBe(1);
    expect(exported.err).toContain("a newer version of Countersign has changed the tables (9999-later)");
    expect(existsSync(file)).toBe(false);
  });
});
