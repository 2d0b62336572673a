/**
 * The schedule of keys against verifiers: nodes with clocks of their own look, tend, restart with other
 * algorithms and are asked for rotations, in any interleaving; verifiers keep the key set for as long as
 * they may, fetch it from the node that looked longest ago, and never ask again because of a key they do not know. Whatever was
 * signed must verify until it has expired everywhere.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeClockDifferenceSeconds } from "../../src/core/node-clocks.ts";
import { type KeyPlan, planKeys } from "../../src/keys/key-plan.ts";
import {
  acceptedUntil,
  chooseActive,
  type KeyTimes,
  publishAheadSeconds,
  spreadSeconds,
  verifierCacheSeconds,
} from "../../src/keys/key-times.ts";
import type { SigningAlgorithm } from "../../src/keys/signing-key.ts";

const start = 1_800_000_000;
const stepSeconds = 20;
const steps = 1_200;
/** Verifiers' clocks lag behind and tolerate as much as the published rule allows. */
const verifierLag = acceptedUntil(0) - nodeClockDifferenceSeconds;
const choices: readonly (readonly SigningAlgorithm[])[] = [
  ["ES256"],
  ["ES256", "EdDSA"],
  ["EdDSA", "ES256"],
  ["EdDSA"],
];

interface Node {
  readonly idle: boolean;
  readonly ahead: number;
  algorithms: readonly SigningAlgorithm[];
  view: readonly KeyTimes[];
  seenAt: number;
}

interface Verifier {
  readonly keepsFor: number;
  keys: ReadonlySet<string>;
  fetchedAt: number;
}

const world = fc.record({
  nodes: fc.array(
    fc.record({
      ahead: fc.oneof(fc.constantFrom(0, nodeClockDifferenceSeconds), fc.nat(nodeClockDifferenceSeconds)),
      choice: fc.nat(3),
      /** Looks only when it must, and leaves the tending to others. */
      idle: fc.boolean(),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  impatient: fc.integer({ min: 1, max: verifierCacheSeconds }),
  rotationSeconds: fc.option(fc.integer({ min: publishAheadSeconds, max: 10_000 })),
  longestTokenSeconds: fc.integer({ min: 60, max: 6_000 }),
  /** What happens beside time passing, by the step at which it does. */
  events: fc.array(
    fc.record({
      step: fc.nat(steps),
      node: fc.nat(2),
      what: fc.oneof(
        { weight: 1, arbitrary: fc.constant({ kind: "rotation" as const }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant("restart" as const), choice: fc.nat(3) }) },
      ),
    }),
    { maxLength: 12 },
  ),
  /** Decides which nodes look and tend. */
  dice: fc.array(fc.nat(), { minLength: 64, maxLength: 64 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** @returns what could not be verified, a line each */
function failures(given: World, change: (plan: KeyPlan) => KeyPlan = (plan) => plan): readonly string[] {
  let rolled = 0;
  const dice = (sides: number) => (given.dice[rolled++ % given.dice.length] ?? 0) % sides;
  let rows: readonly KeyTimes[] = [];
  let made = 0;
  const { rotationSeconds, longestTokenSeconds } = given;

  const nodes: readonly Node[] = given.nodes.map(({ ahead, choice, idle }) => ({
    ahead,
    idle,
    algorithms: choices[choice] ?? ["ES256"],
    view: [],
    seenAt: start,
  }));
  const tend = (node: Node, now: number, occasion: "schedule" | "rotation") => {
    const at = now + node.ahead;
    const policy = { algorithms: node.algorithms, rotationSeconds, longestTokenSeconds };
    const plan = planKeys(rows, policy, { now: at, steady: at }, occasion);
    const { make, retire, remove } = rows.length === 0 ? plan : change(plan);
    rows = [
      ...rows
        .filter(({ kid }) => !remove.includes(kid))
        .map((row) => ({
          ...row,
          retiredAt: retire.find(({ kid }) => kid === row.kid)?.at ?? row.retiredAt,
        })),
      ...make.map((key) => ({ ...key, kid: `key-${++made}`, retiredAt: null })),
    ];
    look(node, now);
  };
  const look = (node: Node, now: number) => {
    node.view = rows;
    node.seenAt = now;
  };
  /** Always from the node that looked longest ago. */
  const fetch = (verifier: Verifier, now: number) => {
    const [latest] = nodes.toSorted((a, b) => a.seenAt - b.seenAt);
    verifier.keys = new Set(latest?.view.map(({ kid }) => kid));
    verifier.fetchedAt = now;
  };

  // The first start, raced by all.
  for (const node of nodes) tend(node, start, "schedule");
  for (const node of nodes) look(node, start);
  // At every moment one of them has just fetched; one asks more often.
  const verifiers = Array.from(
    { length: verifierCacheSeconds / stepSeconds + 1 },
    (_, index): Verifier => ({
      keepsFor: index === 0 ? given.impatient : verifierCacheSeconds,
      keys: new Set(nodes[0]?.view.map(({ kid }) => kid)),
      fetchedAt: start - index * stepSeconds,
    }),
  );

  /** Until when the tokens of each key are accepted somewhere. */
  const alive = new Map<string, number>();
  const found: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const now = start + step * stepSeconds;
    for (const { node: index, what } of given.events.filter((event) => event.step === step)) {
      const node = nodes[index % nodes.length];
      if (node === undefined) continue;
      if (what.kind === "restart") node.algorithms = choices[what.choice] ?? node.algorithms;
      tend(node, now, what.kind === "restart" ? "schedule" : "rotation");
    }
    for (const node of nodes) {
      if (!node.idle && dice(4) === 0) tend(node, now, "schedule");
      else if ((!node.idle && dice(3) === 0) || now - node.seenAt > spreadSeconds - stepSeconds)
        look(node, now);
    }
    for (const verifier of verifiers) if (now - verifier.fetchedAt >= verifier.keepsFor) fetch(verifier, now);
    for (const node of nodes) {
      const active = chooseActive(node.view, node.algorithms, now + node.ahead);
      if (active === undefined) found.push(`step ${step}: a node has no key`);
      else {
        const until = now + node.ahead + longestTokenSeconds + verifierLag;
        alive.set(active.kid, Math.max(alive.get(active.kid) ?? 0, until));
      }
    }
    for (const [kid, until] of alive) {
      if (now >= until) alive.delete(kid);
      else if (verifiers.some(({ keys }) => !keys.has(kid))) found.push(`step ${step}: ${kid} is not known`);
      else if (nodes.some(({ view }) => !view.some((key) => key.kid === kid))) {
        found.push(`step ${step}: a node does not know ${kid}`);
      }
    }
    if (found.length > 0) return found;
  }
  return found;
}

const runs = { numRuns: 60, seed: 12, endOnFailure: true };

describe("the schedule of signing keys", () => {
  it("leaves no token unverified, whoever signs it and whoever checks it", () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(failures(given)).toEqual([]);
      }),
      runs,
    );
  });

  it.each<[string, (plan: KeyPlan) => KeyPlan]>([
    [
      "sign a verifier's cache earlier",
      (plan) => ({
        ...plan,
        make: plan.make.map((key) => ({ ...key, activeFrom: key.activeFrom - verifierCacheSeconds })),
        retire: plan.retire.map(({ kid, at }) => ({ kid, at: at - verifierCacheSeconds })),
      }),
    ],
    [
      "are removed as soon as they retire",
      (plan) => ({ ...plan, remove: plan.retire.map(({ kid }) => kid) }),
    ],
  ])("would leave some unverified if keys were to %s", (_, change) => {
    const { failed } = fc.check(
      fc.property(world, (given) => failures(given, change).length === 0),
      runs,
    );
    expect(failed).toBe(true);
  });
});
