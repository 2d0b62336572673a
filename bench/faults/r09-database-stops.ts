/** R09: while the database does not answer, nobody gets a token without a record; afterwards all goes on by itself. */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "../load/load.ts";
import { type FaultyDatabase, type Freeze, installOnDatabase } from "./rig/database.ts";
import type { Installation } from "./rig/installation.ts";
import { Journal } from "./rig/journal.ts";
import { noteIssued, tryExchange } from "./rig/probe.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";
import { lost } from "./rig/survived.ts";

const usual = { stops: 4, holdSeconds: 10, rate: 200, connections: 600 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R09",
  title: "a database that stops costs answers, never a record",
  method:
    "Under load the database is frozen (SQLite: an exclusive lock; PostgreSQL: SIGSTOP, then in turn kill and restart) and let go again; meanwhile there are only 503s, soon, and afterwards tokens again without a restart.",
  minutes: 20,
  sizes: {
    quick: { stops: 1, holdSeconds: 3, rate: 50, connections: 200 },
    usual,
    evening: { ...usual, stops: 6 },
    full: { ...usual, stops: 10, holdSeconds: 30 },
  },
  databases: ["sqlite", "postgres"],
  controls: [
    {
      breaks: "the last records are deleted before they are looked for",
      clause: "tokens handed out without their record",
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const faulty = await installOnDatabase(run);
  const { installation } = faulty;
  const journal = await Journal.create(join(installation.folder, "journal"));
  run.defer(() => journal.close());
  const seen = { wrong: [] as string[], refused: 0, slowestMs: 0, recovery: [] as number[] };
  await load(run, installation, journal, 1);
  for (let stop = 0; stop < run.bounds.stops; stop += 1) {
    const kind = stop % 2 === 1 && faulty.kill !== null ? "kill" : "freeze";
    await stopOnce(
      run,
      faulty,
      kind === "kill" ? (faulty.kill ?? faulty.freeze) : faulty.freeze,
      journal,
      seen,
    );
    run.say(`${kind} ${stop + 1}: ${seen.refused} refused so far, recovered after ${seen.recovery.at(-1)} s`);
  }
  const acknowledged = await journal.take();
  if (run.control)
    await forgetLast(
      installation,
      acknowledged.flatMap((line) => (line.kind === "exchange" ? line.tokenId : [])),
    );
  const found = await installation.reading((queries) => lost(queries, acknowledged, null));
  return {
    figures: { acknowledged: acknowledged.length, "answered 503 meanwhile": seen.refused },
    clauses: [
      none("tokens handed out without their record", found.exchanges, acknowledged.length),
      none("chains that do not hold", found.chain, 1),
      none("answers meanwhile that are neither 200 nor 503", seen.wrong, seen.refused),
      atLeast("answers of 503 meanwhile", seen.refused, run.bounds.stops),
      // A commit is given up after two seconds; what is above is the machine's.
      atMost("longest seconds until a 503", seen.slowestMs / 1000, 3),
      atMost("longest seconds until the first token afterwards", Math.max(...seen.recovery), 6),
    ],
  };
}

interface Seen {
  readonly wrong: string[];
  refused: number;
  slowestMs: number;
  readonly recovery: number[];
}

async function stopOnce(
  run: Run<Bounds>,
  { installation }: FaultyDatabase,
  freeze: Freeze,
  journal: Journal,
  seen: Seen,
) {
  const letGo = await freeze();
  try {
    const during = await load(run, installation, journal, run.bounds.holdSeconds);
    seen.refused += during.statuses["503"] ?? 0;
    seen.slowestMs = Math.max(seen.slowestMs, during.slowestFailureMs);
    seen.wrong.push(
      ...Object.keys({ ...during.statuses, ...during.failures }).filter(
        (kind) => kind !== "200" && kind !== "503",
      ),
    );
  } finally {
    await letGo();
  }
  const begun = performance.now();
  while (!(await tryExchange(installation, journal))) await sleep(50);
  seen.recovery.push(Math.round(performance.now() - begun) / 1000);
}

async function load(run: Run<Bounds>, installation: Installation, journal: Journal, seconds: number) {
  const idTokens = await installation.issuer.idTokens({ count: 50 });
  const { rate, connections } = run.bounds;
  const requests = idTokens.map((token) => exchangeRequest(token, "ci"));
  return runLoad(
    { origin: installation.server().origin, requests, connections, rate, seconds },
    { onAnswer: (answer) => noteIssued(journal, answer) },
  );
}

async function forgetLast(installation: Installation, tokenIds: readonly string[]): Promise<void> {
  const last = tokenIds.slice(-5);
  await installation.writing((queries) =>
    queries.deleteFrom("tokens").where("token_id", "in", last).execute(),
  );
}
