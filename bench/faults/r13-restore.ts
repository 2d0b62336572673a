/**
 * R13: a backup made under load holds everything that was acknowledged before it began, a server on it goes on
 * with the same keys, and nothing that was revoked or used after it is good again.
 */

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { connect } from "../../packages/server/src/store/connect.ts";
import { type RunningServer, startServer } from "../load/server.ts";
import { closedLoop, type Turn } from "./rig/closed-loop.ts";
import { countersign, program } from "./rig/command.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { writeRecords } from "./rig/records.ts";
import { accessTokenOf, exchangeRequest, tokenIdOf } from "./rig/requests.ts";

const usual = {
  backups: 10,
  connections: 16,
  leastMs: 300,
  mostMs: 1_500,
  /** Of a database whose restoration is timed. */
  records: 100_000,
};
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R13",
  title: "a backup under load is complete, and a restoration revives nothing",
  method:
    "A closed loop of exchanges while backups are made at random moments. Each is restored elsewhere, a server started on it, and everything looked for that was acknowledged before the backup began; one token is revoked and one single-use token used after each backup.",
  minutes: 20,
  sizes: {
    quick: { ...usual, backups: 2, mostMs: 500, records: 5_000 },
    usual,
    evening: { ...usual, records: 1_000_000 },
    full: { ...usual, backups: 30, records: 1_000_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the restored database does not say that it was restored",
      clause: "tokens revoked after the backup and good again",
      bounds: { backups: 1, records: 1_000 },
    },
  ],
  run,
});

interface Totals {
  /** Before each backup began. */
  readonly acknowledged: number[];
  readonly missing: string[];
  readonly unverified: string[];
  readonly revived: string[];
  readonly reused: string[];
}

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const installation = await install(run);
  const totals: Totals = { acknowledged: [], missing: [], unverified: [], revived: [], reused: [] };
  for (let number = 1; number <= bounds.backups; number += 1) {
    await backUpOnce(run, installation, totals);
    const soFar = sum(totals.acknowledged);
    run.say(`backup ${number}: ${soFar} acknowledged so far, ${totals.missing.length} missing`);
  }
  const timed = await timeRestoration(run);
  return {
    figures: { backups: bounds.backups, "records restored": bounds.records, ...timed },
    clauses: [
      none("acknowledged before the backup and not in it", totals.missing, sum(totals.acknowledged)),
      none("tokens the restored server's keys do not verify", totals.unverified, bounds.backups),
      none("tokens revoked after the backup and good again", totals.revived, bounds.backups),
      none("single-use tokens used after the backup and accepted again", totals.reused, bounds.backups),
      atLeast(
        "acknowledged before a backup began, at the fewest",
        Math.min(...totals.acknowledged),
        bounds.connections,
      ),
      atMost("seconds to restore the records", timed["seconds to restore"], 60),
    ],
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

async function backUpOnce(run: Run<Bounds>, installation: Installation, totals: Totals): Promise<void> {
  const { connections, leastMs, mostMs } = run.bounds;
  const { dataDir, folder, issuer } = installation;
  const tokens = await issuer.idTokens({ count: 50 });
  const [single = ""] = await issuer.idTokens({ count: 1 });
  const issued: string[] = [];
  const ending = new AbortController();
  const { origin } = installation.server();
  const next = (): Turn => ({
    request: exchangeRequest(tokens[issued.length % tokens.length] ?? "", "ci"),
    answered(answer) {
      const token = accessTokenOf(answer);
      if (token !== null) issued.push(token);
    },
  });
  const loop = closedLoop({ origin, connections, next, signal: ending.signal });
  await sleep(leastMs + Math.random() * (mostMs - leastMs));
  const before = [...issued];
  const file = join(folder, `${randomUUID()}.backup`);
  await countersign(["backup", "create", file, "--data-dir", dataDir]);
  ending.abort();
  await loop;
  // What happens from here on is not in the backup.
  const [revoked = ""] = before;
  await revoke(installation.server(), revoked);
  await accepted(installation.server(), single);

  const target = join(folder, randomUUID());
  await countersign(["backup", "restore", file, "--data-dir", target]);
  if (run.control) await forgetRestoration(target);
  const rows = await tokenIdsIn(target);
  totals.acknowledged.push(before.length);
  totals.missing.push(...before.map(tokenIdOf).filter((id) => !rows.has(id)));
  const restored = await startServer({
    dataDir: target,
    command: [program(), "serve"],
    settings: {
      COUNTERSIGN_MASTER_KEY_FILE: join(folder, "master.key"),
      COUNTERSIGN_ISSUER_ALLOW: issuer.url,
    },
  });
  try {
    if (!(await verifies(restored, before.at(-1) ?? ""))) totals.unverified.push(target);
    if (await isActive(restored, revoked)) totals.revived.push(tokenIdOf(revoked));
    if (await accepted(restored, single)) totals.reused.push(single.slice(-12));
  } finally {
    await restored.stop();
  }
}

/** @returns whether an access token was handed out for the single-use token */
async function accepted({ origin }: RunningServer, idToken: string): Promise<boolean> {
  const { path, ...init } = exchangeRequest(idToken, "once");
  return (await fetch(`${origin}${path}`, init)).ok;
}

async function revoke(server: RunningServer, token: string): Promise<void> {
  const answer = await askOauth(server, "/oauth2/revoke", token);
  if (!answer.ok) throw new Error(`a revocation was answered ${answer.status}`);
}

async function isActive(server: RunningServer, token: string): Promise<boolean> {
  const answer = await askOauth(server, "/oauth2/introspect", token);
  const document: unknown = await answer.json();
  return (
    typeof document === "object" && document !== null && "active" in document && document.active === true
  );
}

function askOauth({ origin, adminToken }: RunningServer, path: string, token: string): Promise<Response> {
  return fetch(`${origin}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
    body: new URLSearchParams({ token }),
  });
}

/** As a verifier would that knows the key set and nothing else. */
async function verifies({ origin }: RunningServer, token: string): Promise<boolean> {
  return jwtVerify(token, createRemoteJWKSet(new URL("/.well-known/jwks.json", origin))).then(
    () => true,
    () => false,
  );
}

async function tokenIdsIn(dataDir: string): Promise<ReadonlySet<string>> {
  const db = connect(`sqlite:${join(dataDir, "countersign.db")}`, "read");
  try {
    const rows = await db.selectFrom("tokens").select("token_id").execute();
    return new Set(rows.map((row) => row.token_id));
  } finally {
    await db.destroy();
  }
}

/** What a restoration by other tools leaves when nobody marks it. */
async function forgetRestoration(dataDir: string): Promise<void> {
  const db = connect(`sqlite:${join(dataDir, "countersign.db")}`, "write");
  try {
    await db.deleteFrom("facts").where("name", "=", "restored").execute();
  } finally {
    await db.destroy();
  }
}

async function timeRestoration({ bounds }: Run<Bounds>) {
  const folder = await mkdtemp(join(tmpdir(), "countersign-restore-"));
  try {
    const file = join(folder, "large.backup");
    await writeRecords(join(folder, "source"), bounds.records);
    const begun = performance.now();
    await countersign(["backup", "create", file, "--data-dir", join(folder, "source")]);
    const made = performance.now();
    await countersign(["backup", "restore", file, "--data-dir", join(folder, "target")]);
    return {
      "seconds to back up": (made - begun) / 1000,
      "seconds to restore": (performance.now() - made) / 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
