/**
 * The short form of a fault protocol: the same run as `npm run faults`, in its quick size, and its controls, in
 * which the check has to fail. The figures worth quoting come from the larger sizes.
 */

import { describe, expect, inject, it } from "vitest";
import type { DatabaseName, Protocol } from "../../../../bench/faults/rig/protocol.ts";
import { broken, missingPrograms, runProtocol } from "../../../../bench/faults/rig/runner.ts";

/** Hang guard: the quick sizes take seconds. */
const timeout = 180_000;

export function describeProtocol(protocol: Protocol, database: DatabaseName = "sqlite"): void {
  const absent = database === "postgres" && inject("postgresUrl") === null ? ["PostgreSQL"] : [];
  const missing = [...missingPrograms(protocol), ...absent];
  if (missing.length > 0) {
    if (process.env.CI === "true") throw new Error(`CI=true, and ${missing.join(", ")} is not here`);
    console.log(`Skipped: ${protocol.id}, because ${missing.join(", ")} is not on this machine.`);
  }
  describe.skipIf(missing.length > 0)(`${protocol.id} on ${database}: ${protocol.title}`, () => {
    it("holds in its quick size", { timeout }, async () => {
      const result = await runProtocol(protocol, { size: "quick", database });
      expect(broken(result.clauses)).toEqual([]);
    });

    it.each(protocol.controls)("is noticed not to hold when $breaks", { timeout }, async (control) => {
      const result = await runProtocol(protocol, { size: "quick", database, control });
      expect(result.clauses.filter(({ holds }) => !holds).map(({ name }) => name)).toContain(control.clause);
    });
  });
}
