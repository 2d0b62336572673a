import { describe, expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../src/core/exchange.ts";
import type { ExchangeRequest } from "../src/core/exchange-request.ts";
import type { VerifiedClaims } from "../src/core/terms.ts";
import { createGathering } from "../src/runtime/gathering.ts";
import { createAdmission } from "../src/runtime/rate-limits.ts";
import { administrator, providerDraft, question } from "./core/samples.ts";
import { type Brought, openServices } from "./services.ts";

/** Services with one provider, and what their exchanges have come to so far. */
async function world(brought: Brought = {}) {
  const steps: string[] = [];
  const refused: Outcome<VerifiedClaims> = {
    ok: false,
    refusal: { reason: "bad_signature", evidence: { kid: null } },
    progress: "unverified",
  };
  const { services, close } = await openServices({
    ...brought,
    ports: {
      async verifySubjectToken(token) {
        steps.push(`${token} is verified`);
        return refused;
      },
    },
  });
  onTestFinished(close);
  await services.configuration.createProvider(administrator, providerDraft({ name: "ci" }));
  return { steps, ask: (subjectToken: string) => services.exchange(requestWith(subjectToken)) };
}

function requestWith(subjectToken: string): ExchangeRequest {
  return {
    ...question,
    requestId: crypto.randomUUID(),
    face: "oauth",
    subjectToken,
    wantsReferenceToken: false,
    layout: () => expect.fail("nothing is granted here"),
    context: {},
    client: { addressPrefix: "192.0.2.0/24", userAgent: null },
  };
}

describe("an exchange", () => {
  it("goes on when the turn has read what else arrived, together with that", async () => {
    const turns: (() => void)[] = [];
    const { ask, steps } = await world({ gathering: createGathering((proceed) => turns.push(proceed)) });
    const asked = [ask("first"), ask("second")];
    await new Promise(setImmediate);
    expect([steps, turns.length]).toEqual([[], 1]);
    for (const proceed of turns) proceed();
    await Promise.all(asked);
    expect(steps).toEqual(["first is verified", "second is verified"]);
  });

  it("over a limit is refused at once, even while the rules are too old to decide by", async () => {
    const rules = { areStale: false };
    const { ask, steps } = await world({
      admission: createAdmission({ perAddress: 0, perProvider: 0, total: 0 }, () => 0),
      feed: (following) => ({
        ...following,
        ageMs: () => (rules.areStale ? 60_000 : following.ageMs()),
        refresh: () => (rules.areStale ? new Promise(() => undefined) : following.refresh()),
      }),
    });
    rules.areStale = true;
    await expect(ask("token")).resolves.toMatchObject({ refusal: { reason: "rate_limited" } });
    expect(steps).toEqual([]);
  });
});
