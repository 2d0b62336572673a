/**
 * R16: signing keys are rolled over under load, and no verifier notices that keeps the key set for as long as
 * it may; after an emergency nothing issued before is good on any node. Two nodes whose clocks differ by the
 * minute that is allowed; hours pass in seconds.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { publishAheadSeconds, verifierCacheSeconds } from "../../packages/server/src/keys/key-times.ts";
import { createCachingVerifier } from "./rig/caching-verifier.ts";
import { type ClockedNode, type ClockedNodes, startClockedNodes } from "./rig/clocked-nodes.ts";
import { closedLoop } from "./rig/closed-loop.ts";
import { askAdmin, configure, providerDocument } from "./rig/installation.ts";
import { startIssuer } from "./rig/issuer.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { accessTokenOf, documentOf, exchangeRequest } from "./rig/requests.ts";

const usual = {
  rollovers: 5,
  /** Of load for each step of the clock. */
  milliseconds: 300,
  connections: 4,
  /** How far the clock moves at once. */
  stepSeconds: 240,
  /** How long one verifier keeps the key set; another keeps it for as long as it may. */
  cacheSeconds: 600,
};
type Bounds = typeof usual;

const issuer = "https://sts.example.com";
const tokenSeconds = 3_600;

export const protocol = defineProtocol({
  id: "R16",
  title: "signing keys are rolled over without a verifier noticing, and withdrawn at once in an emergency",
  method:
    "A closed loop of exchanges on two nodes whose clocks differ by 60 s. Rotations are asked for and the clock is moved on until each new key signs; two verifiers, which keep the key set for 10 and for 30 minutes of that clock, check every token when it is issued, and some again until they expire. Then an emergency.",
  minutes: 20,
  sizes: {
    quick: { ...usual, rollovers: 2, milliseconds: 60, stepSeconds: 480 },
    usual,
    evening: { ...usual, rollovers: 20 },
    full: { ...usual, rollovers: 20, milliseconds: 1_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "new keys sign without having been published before",
      clause: "tokens that a verifier could not verify",
      bounds: { rollovers: 1 },
    },
  ],
  run,
});

interface Checked {
  readonly failures: string[];
  readonly kids: Set<string>;
  readonly kept: { readonly token: string; readonly expiresAt: number }[];
  count: number;
  again: number;
}

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const provider = await startIssuer();
  run.defer(() => provider.stop());
  const clocked = await startClockedNodes(run, {
    ahead: [0, 60],
    settings: { COUNTERSIGN_ISSUER_ALLOW: provider.url, COUNTERSIGN_MAX_TOKEN_TTL: String(tokenSeconds) },
  });
  const [first, second] = clocked.nodes;
  if (first === undefined || second === undefined) throw new Error("two nodes are needed");
  await prepare(first, provider.url);
  // Good for all the hours that pass.
  const idTokens = await provider.idTokens({ count: 200, lifetimeSeconds: 20 * 86_400 });
  const checked: Checked = { failures: [], kids: new Set(), kept: [], count: 0, again: 0 };
  const step = verifyUnderLoad(run, clocked, idTokens, checked);

  await untilSeen(async () => (await issue(second, idTokens[0] ?? "")) !== null, "the other node's provider");
  await step();
  for (let rollover = 0; rollover < bounds.rollovers; rollover += 1) {
    const [asked, other] = rollover % 2 === 0 ? [second, first] : [first, second];
    await askAdmin(asked, "POST", "/keys/rotate", { emergency: run.control !== null });
    await untilSame(asked, other);
    const before = checked.count;
    for (let passed = 0; passed <= publishAheadSeconds + 60; passed += bounds.stepSeconds) {
      await step();
      clocked.advance(bounds.stepSeconds);
    }
    await step();
    run.say(
      `rollover ${rollover + 1}: ${checked.count - before} tokens, ${checked.kids.size} keys so far, ${checked.failures.length} failures`,
    );
  }
  const emergency = await emergencyOf(first, second, idTokens[0] ?? "");
  run.say(`emergency: nothing issued before is good after ${emergency.seconds.toFixed(2)} s`);
  return {
    figures: {
      "tokens verified": checked.count,
      "verifications before expiry": checked.again,
      "keys that signed": checked.kids.size,
      "hours of the clock": Math.round((clocked.now() - Date.now() / 1_000) / 3_600),
      "seconds until an emergency is complete": emergency.seconds,
    },
    clauses: [
      none("tokens that a verifier could not verify", checked.failures, checked.count + checked.again),
      atLeast("keys that signed", checked.kids.size, bounds.rollovers + 1),
      atLeast("tokens for each rollover", checked.count / bounds.rollovers, 20),
      atMost("seconds until an emergency is complete", emergency.seconds, 5),
      none("what was not there before the emergency", emergency.neverThere, emergency.looked),
    ],
  };
}

async function prepare(node: ClockedNode, issuerUrl: string): Promise<void> {
  const admin = (method: string, path: string, document?: unknown) => askAdmin(node, method, path, document);
  await configure(admin, issuerUrl, 1);
  const days = 30 * 86_400;
  await admin("PUT", "/providers/ci", {
    ...providerDocument("ci", issuerUrl),
    max_token_lifetime_seconds: days,
  });
}

/** One turn of load on all nodes; every token is verified, and those kept from earlier turns once more. */
function verifyUnderLoad(
  { bounds }: Run<Bounds>,
  clocked: ClockedNodes,
  idTokens: readonly string[],
  checked: Checked,
) {
  const keySets = clocked.nodes.map(({ origin }) => `${origin}/.well-known/jwks.json`);
  const verifiers = [bounds.cacheSeconds, verifierCacheSeconds].map((keepsForSeconds) =>
    createCachingVerifier({ issuer, keySets, keepsForSeconds, now: clocked.now }),
  );
  const check = async (token: string) => {
    for (const verifier of verifiers) {
      const problem = await verifier.verify(token);
      if (problem !== null) checked.failures.push(`${kidOf(token)}: ${problem}`);
    }
  };
  let turn = 0;
  return async () => {
    const issued: string[] = [];
    await Promise.all(
      clocked.nodes.map(({ origin }) =>
        closedLoop({
          origin,
          connections: bounds.connections,
          signal: AbortSignal.timeout(bounds.milliseconds),
          next: () => ({
            request: exchangeRequest(idTokens[turn++ % idTokens.length] ?? "", "ci"),
            answered(answer) {
              const token = accessTokenOf(answer);
              if (token === null)
                checked.failures.push(`not issued: ${answer.body.toString().slice(0, 200)}`);
              else issued.push(token);
            },
          }),
        }),
      ),
    );
    for (const token of issued) {
      checked.count += 1;
      checked.kids.add(kidOf(token));
      await check(token);
    }
    for (const { token, expiresAt } of checked.kept) {
      if (expiresAt <= clocked.now() + 60) continue;
      checked.again += 1;
      await check(token);
    }
    const expiresAt = clocked.now() + tokenSeconds;
    checked.kept.push(...issued.slice(-2).map((token) => ({ token, expiresAt })));
  };
}

const keySetOf = async ({ origin }: ClockedNode) => (await fetch(`${origin}/.well-known/jwks.json`)).text();

function untilSame(one: ClockedNode, other: ClockedNode): Promise<void> {
  return untilSeen(async () => (await keySetOf(one)) === (await keySetOf(other)), "the same keys");
}

/** @throws Error when it is not there within ten seconds */
async function untilSeen(isThere: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await isThere()) return;
    await sleep(100);
  }
  throw new Error(`${what}: not seen on every node`);
}

/** @returns an access token and a reference token that stands for it; null when they were refused */
async function issue(node: ClockedNode, idToken: string) {
  const answer = await fetch(`${node.origin}/access/api/v1/oidc/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      subject_token: idToken,
      provider_name: "ci",
      include_reference_token: true,
    }),
  });
  const document = documentOf({ body: Buffer.from(await answer.arrayBuffer()) });
  return answer.ok
    ? { access: String(document?.["access_token"]), reference: String(document?.["reference_token"]) }
    : null;
}

/** @returns how long it took until neither token was good on any node, nor their key published */
async function emergencyOf(first: ClockedNode, second: ClockedNode, idToken: string) {
  const tokens = await issue(first, idToken);
  if (tokens === null) throw new Error("nothing was issued before the emergency");
  const kid = kidOf(tokens.access);
  const signs = [first, second].flatMap((node) => [
    { name: "an access token", isThere: () => isActive(node, tokens.access) },
    { name: "a reference token", isThere: () => isActive(node, tokens.reference) },
    { name: "its key", isThere: async () => (await keySetOf(node)).includes(kid) },
  ]);
  const there = async () => {
    const found = await Promise.all(signs.map(({ isThere }) => isThere()));
    return signs.filter((_, index) => found[index]);
  };
  const before = await there();
  const begun = performance.now();
  await askAdmin(first, "POST", "/keys/rotate", { emergency: true });
  while ((await there()).length > 0 && performance.now() - begun < 30_000) await sleep(20);
  return {
    seconds: (performance.now() - begun) / 1_000,
    neverThere: signs.filter((sign) => !before.includes(sign)).map(({ name }) => name),
    looked: signs.length,
  };
}

/** @see RFC 7662 */
async function isActive(node: ClockedNode, token: string): Promise<boolean> {
  const answer = await fetch(`${node.origin}/oauth2/introspect`, {
    method: "POST",
    headers: { authorization: `Bearer ${node.adminToken}` },
    body: new URLSearchParams({ token }),
  });
  const body = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`introspection: ${answer.status} ${body.toString()}`);
  return documentOf({ body })?.["active"] === true;
}

function kidOf(token: string): string {
  const header = documentOf({ body: Buffer.from(token.split(".")[0] ?? "", "base64url") });
  return String(header?.["kid"] ?? "");
}
