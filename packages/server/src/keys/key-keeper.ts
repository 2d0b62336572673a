/**
 * Carries out what is due among the signing keys. Keys are made here, since that takes a while; whether the
 * change is still right is decided in its transaction. Whoever comes second looks again, and then finds
 * nothing more to do.
 */

import type { SigningKeyRecord, SigningKeyTable } from "../core/signing-key-record.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { type KeyOccasion, type KeyPlan, type KeyPolicy, planKeys } from "./key-plan.ts";
import { acceptableOfRetired, acceptedUntil } from "./key-times.ts";
import type { Seal } from "./seal.ts";
import { generateSigningKey } from "./signing-key.ts";

export interface KeyKeeper {
  readonly table: SigningKeyTable;
  readonly seal: Seal;
  readonly policy: KeyPolicy;
  /** How long keys stay beyond what the plan says; filled in here, so that it is looked up once. */
  readonly neededUntil: Map<string, EpochSeconds>;
  now(): EpochSeconds;
  /** @see PlanTime */
  steady(): EpochSeconds;
}

/** How often a plan is made anew because others were faster. Each of them has done the work, so two suffice. */
export const maxKeyAttempts = 5;

/**
 * Brings the keys to what they should be.
 * @returns whether this call changed them; false: there was nothing to do, or another node did it
 * @throws OwnKeyProblem when the master key was replaced; Error when others keep changing the keys
 */
export async function tendKeys(keeper: KeyKeeper, occasion: KeyOccasion): Promise<boolean> {
  const { table, seal, now, steady } = keeper;
  const first = await table.list();
  let rows = first;
  for (let attempt = 0; attempt < maxKeyAttempts; attempt++) {
    // Another node has replaced every key since: the emergency is over.
    if (occasion.kind === "emergency" && attempt > 0 && !haveCommon(first, rows)) return false;
    const at = now();
    const due = planKeys(rows, keeper.policy, { now: at, steady: steady() }, occasion.kind);
    const plan = occasion.kind === "emergency" ? due : await withoutNeeded(keeper, due, rows, steady());
    if (plan.make.length + plan.retire.length + plan.remove.length === 0) return false;
    const vault = seal.vault();
    const outcome = await table.change({
      expected: rows.map(({ kid, retiredAt }) => ({ kid, retiredAt })),
      canary: { ...seal.canary(), becomes: seal.canary().standing },
      add: await Promise.all(
        plan.make.map((one) => generateSigningKey(vault, one.algorithm, at, one.activeFrom)),
      ),
      retire: plan.retire,
      remove: plan.remove,
      // Making keys has taken a while.
      ...(occasion.kind === "emergency" && { revoke: { by: occasion.by, at: now() } }),
    });
    if (outcome === "changed") return true;
    if (outcome === "other_canary") await seal.follow();
    rows = await table.list();
  }
  throw new Error("other nodes keep changing the signing keys");
}

/**
 * Tokens may live longer than today's settings allow, because they were issued under earlier ones: a key
 * stays as long as one of its own may be alive.
 */
async function withoutNeeded(
  { table, neededUntil }: KeyKeeper,
  plan: KeyPlan,
  rows: readonly SigningKeyRecord[],
  at: EpochSeconds,
): Promise<KeyPlan> {
  const remove: string[] = [];
  for (const kid of plan.remove) {
    if ((neededUntil.get(kid) ?? 0) > at) continue;
    const retiredAt = rows.find((row) => row.kid === kid)?.retiredAt ?? at;
    const last = await table.lastExpiry(acceptableOfRetired(retiredAt, at));
    if (last === null) remove.push(kid);
    else neededUntil.set(kid, acceptedUntil(last));
  }
  return { ...plan, remove };
}

function haveCommon(some: readonly SigningKeyRecord[], others: readonly SigningKeyRecord[]): boolean {
  return some.some(({ kid }) => others.some((other) => other.kid === kid));
}
