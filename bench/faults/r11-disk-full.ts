/** R11: a full disk costs answers, never a record; when there is room again, all goes on by itself. */

import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "../load/load.ts";
import { type Installation, install } from "./rig/installation.ts";
import { Journal } from "./rig/journal.ts";
import { noteIssued, tryExchange } from "./rig/probe.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";
import { mountSmallDisk } from "./rig/small-disk.ts";
import { lost } from "./rig/survived.ts";

const usual = { fills: 2, holdSeconds: 10, mebibytes: 64, rate: 200 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R11",
  title: "a full disk costs answers, never a record",
  method:
    "The data folder lies on a small file system that is filled under load, held full, and freed; meanwhile the process lives, answers 503 or with a recorded token, and says on /readyz that nothing is kept, and afterwards it is ready and gives tokens again within seconds.",
  minutes: 15,
  sizes: {
    quick: { fills: 1, holdSeconds: 3, mebibytes: 24, rate: 100 },
    usual,
    evening: { ...usual, fills: 5 },
    full: { ...usual, fills: 5, holdSeconds: 30 },
  },
  databases: ["sqlite"],
  needs: ["root", "mount", "umount"],
  controls: [
    {
      breaks: "the last records are deleted before they are looked for",
      clause: "tokens handed out without their record",
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const disk = await mountSmallDisk(run, run.bounds.mebibytes);
  const installation = await install(run, { folder: disk });
  // The journal must not be on the disk that fills up.
  const beside = await mkdtemp(join(tmpdir(), "countersign-faults-"));
  run.defer(() => rm(beside, { recursive: true, force: true }));
  const journal = await Journal.create(join(beside, "journal"));
  run.defer(() => journal.close());
  const seen = { wrong: [] as string[], refused: 0, notReady: 0, recovery: [] as number[] };
  await load(run, installation, journal, 1);
  for (let fill = 1; fill <= run.bounds.fills; fill += 1) {
    const filler = join(disk, "filler");
    await fillUp(filler);
    const during = await load(run, installation, journal, run.bounds.holdSeconds);
    if (!(await isReady(installation))) seen.notReady += 1;
    await rm(filler);
    const begun = performance.now();
    while (!(await isReady(installation))) await sleep(50);
    while (!(await tryExchange(installation, journal))) await sleep(50);
    seen.recovery.push((performance.now() - begun) / 1000);
    seen.refused += during.statuses["503"] ?? 0;
    const kinds = Object.keys({ ...during.statuses, ...during.failures });
    seen.wrong.push(...kinds.filter((kind) => kind !== "200" && kind !== "503"));
    run.say(
      `filled ${fill}: ${JSON.stringify(during.statuses)}, recovered after ${seen.recovery.at(-1)?.toFixed(2)} s`,
    );
  }
  const acknowledged = await journal.take();
  const issued = acknowledged.flatMap((line) => (line.kind === "exchange" ? line.tokenId : []));
  if (run.control) {
    await installation.writing((queries) =>
      queries.deleteFrom("tokens").where("token_id", "in", issued.slice(-5)).execute(),
    );
  }
  const found = await installation.reading((queries) => lost(queries, acknowledged, null));
  return {
    figures: { acknowledged: acknowledged.length, "answered 503 while full": seen.refused },
    clauses: [
      none("tokens handed out without their record", found.exchanges, acknowledged.length),
      none("chains that do not hold", found.chain, 1),
      none("answers while full that are neither 200 nor 503", seen.wrong, seen.refused),
      atLeast("answers of 503 while full", seen.refused, run.bounds.fills),
      atLeast("fills in which /readyz said so", seen.notReady, run.bounds.fills),
      atMost("longest seconds until a token once there is room", Math.max(...seen.recovery), 5),
    ],
  };
}

async function isReady(installation: Installation): Promise<boolean> {
  const answer = await fetch(`${installation.server().origin}/readyz`);
  await answer.arrayBuffer();
  return answer.ok;
}

async function load(run: Run<Bounds>, installation: Installation, journal: Journal, seconds: number) {
  const requests = (await installation.issuer.idTokens({ count: 50 })).map((token) =>
    exchangeRequest(token, "ci"),
  );
  const { origin } = installation.server();
  return runLoad(
    { origin, requests, connections: 500, rate: run.bounds.rate, seconds },
    { onAnswer: (answer) => noteIssued(journal, answer) },
  );
}

/** Writes until there is no room. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const size of [1 << 20, 1 << 12]) await writeUntilFull(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  try {
    for (;;) await file.write(chunk);
  } catch (problem) {
    if (!(problem instanceof Error && "code" in problem && problem.code === "ENOSPC")) throw problem;
  }
}
