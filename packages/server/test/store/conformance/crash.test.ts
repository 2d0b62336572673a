import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { describeOnEveryDatabase } from "../databases.ts";
import { useBench } from "../fixtures.ts";

describeOnEveryDatabase("a server killed in the middle of its work", (kind) => {
  const bench = useBench(kind);

  it("has lost nothing it acknowledged, and left nothing half done", async () => {
    const { database, store } = bench();
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "../committing-process.ts"), database.url],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const enough = acknowledged.length + 200;
      for await (const name of createInterface({ input: child.stdout })) {
        acknowledged.push(name);
        if (acknowledged.length === enough) child.kill("SIGKILL");
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      expect(child.signalCode).toBe("SIGKILL");
    }
    for (const name of acknowledged) {
      expect(await store.exchanges.findByRequestId(name)).toMatchObject({ tokenId: name });
      expect(await store.tokens.find(name)).not.toBeNull();
      expect(await store.exchanges.isReplayed({ providerId: "provider", key: name })).toBe(true);
    }
    expect((await store.exchanges.verifyChain()).broken).toBeNull();
    const counts = await database.run(
      `select (select count(*) from exchanges) = (select count(*) from tokens)
         and (select count(*) from exchanges) = (select count(*) from exchange_details)
         and (select count(*) from exchanges) = (select count(*) from replay_keys) as equal`,
    );
    expect([1, true]).toContain(counts[0]?.equal);
  });
});
