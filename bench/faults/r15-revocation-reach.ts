/**
 * R15: a revocation reaches every node at once, and a node that cannot hear of any vouches for nothing. Three
 * nodes on one PostgreSQL, the third by a wire that can be cut.
 */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresPrograms, startPostgres } from "../../packages/server/test/store/postgres-cluster.ts";
import { openRelay, type Relay } from "../../packages/server/test/store/relay.ts";
import { liftedLimits, type RunningServer, startServer } from "../load/server.ts";
import { program } from "./rig/command.ts";
import { install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, quantile, type Run } from "./rig/protocol.ts";
import { documentOf, exchangeRequest, revocationRequest } from "./rig/requests.ts";

const usual = { revocations: 1_000, together: 5, cutSeconds: 30 };
type Bounds = typeof usual;

const clauses = {
  longest: "longest seconds until a node sees a revocation",
  issued: "tokens that the cut node issued",
} as const;

export const protocol = defineProtocol({
  id: "R15",
  title: "a revocation reaches all nodes, and a node that is cut off fails closed",
  method:
    "Tokens are revoked at one of three nodes on one PostgreSQL while introspection is polled on all every 20 ms; then one node is cut from the database, a token is revoked at another, and the cut node is asked for exchanges and introspection until the wire is whole again.",
  minutes: 20,
  sizes: {
    quick: { revocations: 20, together: 5, cutSeconds: 3 },
    usual,
    evening: usual,
    full: usual,
  },
  databases: ["postgres"],
  controls: [
    { breaks: "the wire is not cut", clause: clauses.issued, bounds: { revocations: 5 } },
    {
      breaks: "the wire to one node stands still for six seconds while tokens are revoked",
      clause: clauses.longest,
      bounds: { revocations: 5 },
    },
  ],
  run,
});

const pollMs = 20;
/** What a caller has to wait for a refusal; a little is the machine's. */
const refusedWithinSeconds = 3;

async function run(run: Run<Bounds>) {
  const { nodes, wire, idToken } = await threeNodes(run);
  const [first, , cut] = nodes;
  const standing = run.control?.clause === clauses.longest ? wire : null;
  const reached = await revokeMany(run, nodes, idToken, standing);
  run.say(`${reached.length} looks until a revocation was seen`);

  const revoked = await issue(first, idToken);
  const live = await issue(first, idToken);
  if (run.control?.clause !== clauses.issued) wire.set("freeze");
  if (!(await revoke(first, revoked))) throw new Error("a revocation was refused at a whole node");
  const during = await askWhileCut(run, cut, idToken, [revoked, live]);
  wire.set("pass");
  const begun = performance.now();
  while ((await tryIssue(cut, idToken)) === null) await sleep(pollMs);
  const recovery = (performance.now() - begun) / 1000;
  const after = await Promise.all([isActive(cut, revoked), isActive(cut, live)]);
  return {
    figures: {
      revocations: run.bounds.revocations,
      "median ms until a node sees it": quantile(reached, 0.5),
      "p99 ms until a node sees it": quantile(reached, 0.99),
      "asked of the cut node": during.asked,
      "seconds until it issues again": recovery,
    },
    clauses: [
      atMost("p99 seconds until a node sees a revocation", quantile(reached, 0.99) / 1000, 1),
      atMost(clauses.longest, Math.max(...reached) / 1000, 5),
      none(clauses.issued, during.issued, during.asked),
      none("tokens that the cut node called active", during.active, during.asked),
      atLeast("answers of 503 from the cut node", during.refused, 1),
      atMost("longest seconds until one of those", during.slowestMs / 1000, refusedWithinSeconds),
      atMost("seconds until the node issues again", recovery, 5),
      none("what it then says wrongly of a token", after.join() === "false,true" ? [] : [after.join()], 2),
    ],
  };
}

type ThreeNodes = readonly [RunningServer, RunningServer, RunningServer];

async function threeNodes(run: Run<Bounds>): Promise<{
  readonly nodes: ThreeNodes;
  readonly wire: Relay;
  readonly idToken: string;
}> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error("PostgreSQL is not on this machine");
  const cluster = await startPostgres(programs);
  run.defer(() => cluster.stop());
  const { url } = cluster;
  const installation = await install(run, { databaseUrl: url });
  const wire = await openRelay(url);
  run.defer(() => wire.close());
  const another = async (name: string, databaseUrl: string) => {
    const node = await startServer({
      dataDir: join(installation.folder, name),
      command: [program(), "serve"],
      settings: {
        ...liftedLimits,
        COUNTERSIGN_ISSUER_ALLOW: installation.issuer.url,
        COUNTERSIGN_DATABASE_URL: databaseUrl,
        COUNTERSIGN_MASTER_KEY_FILE: join(installation.folder, "master.key"),
      },
    });
    run.defer(() => node.stop("SIGKILL"));
    return node;
  };
  const [idToken = ""] = await installation.issuer.idTokens({ count: 1 });
  const [second, third] = await Promise.all([another("second", url), another("third", wire.url)]);
  return { nodes: [installation.server(), second, third], wire, idToken };
}

/**
 * @param standing the third node's wire, which then stands still meanwhile; nothing is asked of that node but introspection
 * @returns for each revocation and node the milliseconds until introspection there said so
 */
async function revokeMany(
  run: Run<Bounds>,
  nodes: ThreeNodes,
  idToken: string,
  standing: Relay | null,
): Promise<number[]> {
  const working = standing === null ? nodes : nodes.slice(0, -1);
  const reached: number[] = [];
  const { revocations, together } = run.bounds;
  for (let done = 0; done < revocations; done += together) {
    const count = Math.min(together, revocations - done);
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const node = working[(done + index) % working.length] ?? nodes[0];
        const token = await issue(node, idToken);
        if (standing !== null) void standStillFor(standing, 6_000);
        const seen = nodes.map(async (asked) => {
          // A node that cannot answer has not seen it.
          while ((await isActive(asked, token)) !== false) await sleep(pollMs);
          return performance.now();
        });
        const begun = performance.now();
        if (!(await revoke(node, token))) throw new Error("a revocation was refused");
        for (const at of await Promise.all(seen)) reached.push(Math.max(0, at - begun));
      }),
    );
  }
  return reached;
}

async function standStillFor(wire: Relay, milliseconds: number): Promise<void> {
  wire.set("freeze");
  await sleep(milliseconds);
  wire.set("pass");
}

async function askWhileCut(run: Run<Bounds>, cut: RunningServer, idToken: string, tokens: readonly string[]) {
  const found = { asked: 0, refused: 0, slowestMs: 0, issued: [] as string[], active: [] as string[] };
  const until = performance.now() + run.bounds.cutSeconds * 1000;
  const ask = async (work: () => Promise<Response>, judge: (text: string) => void) => {
    while (performance.now() < until) {
      const begun = performance.now();
      const answer = await work();
      const text = await answer.text();
      found.asked += 1;
      if (answer.status === 503) {
        found.refused += 1;
        found.slowestMs = Math.max(found.slowestMs, performance.now() - begun);
      }
      judge(text);
      await sleep(pollMs);
    }
  };
  await Promise.all([
    ask(
      () => post(cut, exchangeRequest(idToken, "ci")),
      (text) => {
        if (text.includes("access_token")) found.issued.push("an exchange");
      },
    ),
    ...tokens.map((token, index) =>
      ask(
        () => introspect(cut, token),
        (text) => {
          if (text.includes('"active":true')) found.active.push(index === 0 ? "the revoked" : "the live");
        },
      ),
    ),
  ]);
  return found;
}

function post({ origin }: RunningServer, { path, headers, body }: ReturnType<typeof exchangeRequest>) {
  return fetch(`${origin}${path}`, { method: "POST", headers: { ...headers }, body: body ?? "" });
}

async function tryIssue(node: RunningServer, idToken: string): Promise<string | null> {
  const answer = await post(node, exchangeRequest(idToken, "ci"));
  const token = documentOf({ body: Buffer.from(await answer.text()) })?.["access_token"];
  return typeof token === "string" ? token : null;
}

async function issue(node: RunningServer, idToken: string): Promise<string> {
  const token = await tryIssue(node, idToken);
  if (token === null) throw new Error("an exchange was refused");
  return token;
}

async function revoke(node: RunningServer, token: string): Promise<boolean> {
  return (await post(node, revocationRequest(token))).ok;
}

function introspect({ origin, adminToken }: RunningServer, token: string): Promise<Response> {
  return fetch(`${origin}/oauth2/introspect`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
    body: new URLSearchParams({ token }),
  });
}

async function isActive(node: RunningServer, token: string): Promise<unknown> {
  const answer = await introspect(node, token);
  return documentOf({ body: Buffer.from(await answer.text()) })?.["active"];
}
