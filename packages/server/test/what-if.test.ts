/** Reading through the log for what-if: one question at a time, and none for whoever has gone. */

import { expect, it } from "vitest";
import { emptyRegistry } from "../src/core/matching/registry.ts";
import { accept } from "../src/core/refusal.ts";
import { readJsonInText } from "../src/jws/json-in-text.ts";
import { compileRegex } from "../src/regex.ts";
import { bindWhatIf } from "../src/what-if.ts";
import { adaptersOf, administrator, digest, providerOf } from "./core/samples.ts";

const registry = emptyRegistry(adaptersOf(compileRegex)).withChanges([
  { kind: "provider_written", revision: 1, provider: providerOf() },
]);
const question = {
  before: registry,
  after: registry,
  providerId: "p1",
  since: null,
  until: null,
  limit: 10_000,
};

/** A log without an end. @param onPage what happens when a page is asked for, counted from 1 */
function asking(onPage: (page: number) => void | Promise<void>) {
  let pages = 0;
  const whatIf = bindWhatIf({
    grantLimits: { maxTokenLifetimeSeconds: 60, reservedGroups: new Set(), readJson: readJsonInText },
    digest,
    checkClaims: () => accept(undefined),
    now: () => 0,
    monotonicMs: () => performance.now(),
    exchanges: {
      async list() {
        pages += 1;
        await onPage(pages);
        return { records: [], next: "more" };
      },
    },
  });
  return { whatIf, pages: () => pages };
}

it("reads no further once whoever asked has gone", async () => {
  const gone = new AbortController();
  const { whatIf, pages } = asking((page) => {
    if (page === 3) gone.abort(new Error("gone"));
  });
  await expect(whatIf(administrator, question, gone.signal)).rejects.toThrow("gone");
  expect(pages()).toBe(3);
});

it("answers one question at a time, and takes no more than 20", async () => {
  const gone = new AbortController();
  const { whatIf, pages } = asking(async (page) => {
    if (page === 2) gone.abort(new Error("gone"));
  });
  const answers = Array.from({ length: 25 }, () => whatIf(administrator, question, gone.signal));
  expect(answers.filter((answer) => answer === null)).toHaveLength(5);
  const outcomes = await Promise.allSettled(answers.filter((answer) => answer !== null));
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  // The first one read on alone; the others had gone before their turn.
  expect(pages()).toBe(2);
});
