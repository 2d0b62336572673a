/**
 * R01: kill -9 at any moment under load loses nothing that was acknowledged. A kill does not empty the
 * kernel's page cache; that an answer waits for the disk is R01b's to show.
 */

import { randomInt, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { closedLoop, type Turn } from "./rig/closed-loop.ts";
import { installOnDatabase } from "./rig/database.ts";
import { type Installation, mappingDocument } from "./rig/installation.ts";
import { type Acknowledged, Journal } from "./rig/journal.ts";
import { atLeast, atMost, type Clause, defineProtocol, median, none, type Run } from "./rig/protocol.ts";
import {
  accessTokenOf,
  adminRequest,
  documentOf,
  exchangeRequest,
  revocationRequest,
  tokenIdOf,
} from "./rig/requests.ts";
import { type Lost, lost } from "./rig/survived.ts";

const usual = {
  cycles: 20,
  /** Kills on one installation; then comes a fresh one, so that comparing does not take longer and longer. */
  cyclesOnOne: 25,
  connections: 64,
  leastMs: 2_000,
  mostMs: 6_000,
  /** Single-use tokens made for each cycle; when they are used up, the others go on. */
  singleUse: 2_500,
  /** Seconds until ready by the clock on the wall: that is how long nobody gets a token. */
  readyMedian: 2,
  readyLongest: 5,
};
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R01",
  title: "kill -9 under load loses nothing that was acknowledged",
  method:
    "A closed loop of exchanges (90 %), revocations and edits of mappings (5 % each) until SIGKILL comes; after the restart every acknowledged answer is looked for in the database.",
  minutes: 60,
  sizes: {
    // It runs beside other tests, and the clock on the wall measures these as well: 19 s were seen on a machine
    // with ten times as much to do as it could. What is held to here is that it becomes ready each time.
    quick: {
      ...usual,
      cycles: 10,
      leastMs: 300,
      mostMs: 1_200,
      singleUse: 300,
      readyMedian: 10,
      readyLongest: 30,
    },
    usual,
    evening: { ...usual, cycles: 100 },
    full: { ...usual, cycles: 300 },
  },
  databases: ["sqlite", "postgres"],
  controls: [
    {
      breaks: "between kill and restart the database is taken back to a moment before",
      clause: "acknowledged exchanges without their record",
      bounds: { cycles: 2 },
    },
  ],
  run,
});

interface Totals extends Record<keyof Lost | "twice", string[]> {
  readonly ready: number[];
  readonly readyCpu: number[];
  readonly counts: Record<Acknowledged["kind"], number>;
  replayed: number;
}

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const totals: Totals = {
    exchanges: [],
    revocations: [],
    edits: [],
    chain: [],
    twice: [],
    ready: [],
    readyCpu: [],
    counts: { exchange: 0, revocation: 0, edit: 0 },
    replayed: 0,
  };
  for (let cycle = 0; cycle < bounds.cycles; cycle += bounds.cyclesOnOne) {
    await killOneInstallation(run, Math.min(bounds.cyclesOnOne, bounds.cycles - cycle), cycle, totals);
  }
  const { counts, ready, readyCpu } = totals;
  const clauses: readonly Clause[] = [
    none("acknowledged exchanges without their record", totals.exchanges, counts.exchange),
    none("acknowledged revocations that are not in force", totals.revocations, counts.revocation),
    none("acknowledged edits without their version", totals.edits, counts.edit),
    none("single-use tokens accepted again after the kill", totals.twice, totals.replayed),
    none("chains that do not hold", totals.chain, bounds.cycles),
    atMost("seconds until ready, median", median(ready), bounds.readyMedian),
    atMost("seconds until ready, longest", Math.max(...ready), bounds.readyLongest),
    atLeast("revocations acknowledged", counts.revocation, 1),
    atLeast("exchanges acknowledged in each cycle", counts.exchange / bounds.cycles, 16),
  ];
  return {
    figures: {
      kills: bounds.cycles,
      ...counts,
      "single-use tokens sent again": totals.replayed,
      // What other work on the machine does not lengthen.
      "seconds of processor time until ready, median": median(readyCpu),
      "seconds of processor time until ready, longest": Math.max(...readyCpu),
    },
    clauses,
  };
}

async function killOneInstallation(run: Run<Bounds>, cycles: number, first: number, totals: Totals) {
  // What one installation took is given back before the next.
  await using own = new AsyncDisposableStack();
  const { installation } = await installOnDatabase({
    ...run,
    defer: (cleanup) => void own.defer(async () => void (await cleanup())),
  });
  const journal = await Journal.create(join(installation.folder, "journal"));
  own.defer(() => journal.close());
  let lastRecord: string | null = null;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const reused = await installation.issuer.idTokens({ count: 50 });
    const singleUse = await installation.issuer.idTokens({ count: run.bounds.singleUse });
    await loadUntilKilled(run, installation, journal, { reused, singleUse: [...singleUse] });
    const { readySeconds } = await installation.start();
    totals.ready.push(readySeconds);
    totals.readyCpu.push(await installation.server().cpuSeconds());
    const acknowledged = await journal.take();
    const found = await installation.reading((queries) => lost(queries, acknowledged, lastRecord));
    lastRecord = found.lastRecord;
    for (const kind of ["exchanges", "revocations", "edits", "chain"] as const)
      totals[kind].push(...found[kind]);
    for (const { kind } of acknowledged) totals.counts[kind] += 1;
    await sendAgain(installation, acknowledged, totals);
    run.say(
      `kill ${first + cycle + 1}: ${acknowledged.length} acknowledged, ready after ${readySeconds.toFixed(2)} s, lost ${found.exchanges.length + found.revocations.length + found.edits.length}`,
    );
  }
}

interface Tokens {
  readonly reused: readonly string[];
  readonly singleUse: string[];
}

async function loadUntilKilled(
  run: Run<Bounds>,
  installation: Installation,
  journal: Journal,
  tokens: Tokens,
) {
  const { connections, leastMs, mostMs } = run.bounds;
  const server = installation.server();
  const ending = new AbortController();
  const next = turns(installation, journal, tokens);
  const loop = closedLoop({ origin: server.origin, connections, next, signal: ending.signal });
  const milliseconds = randomInt(leastMs, mostMs);
  const copyAt = run.control ? Math.max(0, milliseconds - 500) : milliseconds;
  await sleep(copyAt);
  if (run.control && run.database === "sqlite") {
    await copyDatabase(installation);
    await sleep(milliseconds - copyAt);
  }
  await server.stop("SIGKILL");
  ending.abort();
  await loop;
  if (run.control && run.database === "sqlite") await putBack(installation);
  if (run.control && run.database === "postgres") await forgetLast(installation);
}

/** Mostly exchanges, a quarter of them of single-use tokens while there are any; the rest changes something. */
function turns(installation: Installation, journal: Journal, { reused, singleUse }: Tokens): () => Turn {
  const { adminToken } = installation.server();
  const issuedLately: string[] = [];
  let count = 0;
  const exchange = (): Turn => {
    const single = count % 4 === 0 ? (singleUse.pop() ?? null) : null;
    const token = single ?? reused[count % reused.length] ?? "";
    return {
      request: exchangeRequest(token, single === null ? "ci" : "once"),
      answered(answer) {
        const issued = accessTokenOf(answer);
        if (issued === null) return;
        journal.note({ kind: "exchange", tokenId: tokenIdOf(issued), subjectToken: single });
        issuedLately.push(issued);
      },
    };
  };
  const edit = (): Turn => {
    const description = randomUUID();
    const mappingId = installation.mappingIds[0] ?? "";
    return {
      request: adminRequest(
        adminToken,
        "PUT",
        `/mappings/${mappingId}`,
        mappingDocument("ci", 0, description),
      ),
      answered(answer) {
        const revision = answer.status === 200 ? documentOf(answer)?.["revision"] : undefined;
        if (typeof revision === "number") journal.note({ kind: "edit", mappingId, revision, description });
      },
    };
  };
  const revocation = (token: string): Turn => ({
    request: revocationRequest(token),
    answered({ status }) {
      if (status === 200) journal.note({ kind: "revocation", tokenId: tokenIdOf(token) });
    },
  });
  return () => {
    count += 1;
    if (count % 20 === 0) return edit();
    const token = count % 20 === 10 ? issuedLately.pop() : undefined;
    return token === undefined ? exchange() : revocation(token);
  };
}

/** A single-use token that was accepted before the kill must not be accepted after it. */
async function sendAgain(installation: Installation, acknowledged: readonly Acknowledged[], totals: Totals) {
  const used = acknowledged.flatMap((line) => (line.kind === "exchange" ? (line.subjectToken ?? []) : []));
  // The last ones are those that a kill could have lost.
  for (const token of used.slice(-20)) {
    const { method, path, headers, body } = exchangeRequest(token, "once");
    const answer = await fetch(`${installation.server().origin}${path}`, { method, headers, body });
    totals.replayed += 1;
    if (answer.ok) totals.twice.push(token.slice(-12));
  }
}

const copyOf = (file: string) => `${file}-copy`;

async function copyDatabase({ databaseFile }: Installation): Promise<void> {
  const source = new DatabaseSync(databaseFile, { readOnly: true, timeout: 5_000 });
  await backup(source, copyOf(databaseFile));
  source.close();
}

/** PostgreSQL cannot be put back in half a second: its last records are taken out. */
async function forgetLast(installation: Installation): Promise<void> {
  await installation.writing((queries) =>
    queries
      .deleteFrom("exchanges")
      .where("id", "in", queries.selectFrom("exchanges").select("id").orderBy("id", "desc").limit(10))
      .execute(),
  );
}

async function putBack({ databaseFile }: Installation): Promise<void> {
  for (const end of ["", "-wal", "-shm"]) await rm(`${databaseFile}${end}`, { force: true });
  const copy = new DatabaseSync(copyOf(databaseFile));
  await backup(copy, databaseFile);
  copy.close();
}
