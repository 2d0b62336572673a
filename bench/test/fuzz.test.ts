/** Whether fuzzing can fail: every verifier that forgets one thing has to be caught, and by the right rule. */

import { describe, expect, it } from "vitest";
import { type Forgotten, forgettable, verifyCarelessly } from "../fuzz/careless.ts";
import { fuzzInProcess } from "../fuzz/in-process.ts";
import { tokenStream } from "../fuzz/inputs.ts";
import { judge } from "../fuzz/judge.ts";
import { presentedToken } from "../fuzz/request.ts";
import { goodToken, makeKeys, writeToken } from "../fuzz/token.ts";

const keys = makeKeys();
const now = 1_800_000_000;
const noCorpus = { changes: [], tokens: [], bodies: [] };

/** One stream for all: most of the time would go into signing. */
const stream = tokenStream(keys, noCorpus, 18);
const tokens = Array.from({ length: 3_000 }, () => stream(now));

/** What the judge says of a token that only this forgetfulness lets through. */
const caughtBy: Readonly<Record<Forgotten, RegExp>> = {
  "the signature": /^not signed by the issuer/,
  "duplicate members": /^(not JSON objects|read differently)/,
  "the spelling of base64url": /^not base64url/,
  "the algorithm of the key": /^(no one key|an algorithm that is not allowed)/,
  "other audiences": /^another audience/,
  "the type": /^another type/,
  "the end": /^over/,
  "critical headers": /^(a header that changes the meaning|an unencoded payload)/,
  "imitated names": /^a name that imitates another/,
};

describe("fuzzing", () => {
  it.each(forgettable)("catches a verifier that forgets %s", async (forgotten) => {
    let turn = 0;
    const { wrong } = await fuzzInProcess({
      count: tokens.length,
      keys,
      verify: async (token, at) => verifyCarelessly(token, keys.trust, at, forgotten),
      next: () => tokens[turn++] ?? "",
      now,
      say: () => undefined,
    });
    expect(wrong.filter((why) => caughtBy[forgotten].test(why))).not.toEqual([]);
  });

  it("counts a verifier that throws as one that crashed", async () => {
    const { crashes } = await fuzzInProcess({
      count: 10,
      keys,
      verify: () => Promise.reject(new Error("stack")),
      next: tokenStream(keys, noCorpus, 18),
      now,
      say: () => undefined,
    });
    expect(crashes).toHaveLength(10);
  });

  it("makes the same tokens again for the same seed, but for their random signatures", () => {
    const [one, other] = [tokenStream(keys, noCorpus, 7), tokenStream(keys, noCorpus, 7)];
    const unsigned = (token: string) => token.split(".").slice(0, 2).join(".");
    for (let turn = 0; turn < 200; turn += 1) {
      const [token, again] = [one(now), other(now)];
      // In JSON form the signature stands where it cannot be cut off.
      if (!token.startsWith("{")) expect(unsigned(token)).toBe(unsigned(again));
    }
  });
});

describe("the judge", () => {
  it.each([0, 1, 2])("accepts good token %i", (turn) => {
    const token = writeToken(goodToken(keys, turn, now, "id"), keys);
    expect(judge(token, keys.trust, now)).toMatchObject({ accepted: true });
    expect(judge(token, keys.trust, now + 331)).toEqual({ accepted: false, why: "over" });
  });

  it.each([
    ["nothing", {}, null],
    ["what stands twice", { body: "subject_token=a&subject_token=b" }, null],
    ["a query", { method: "GET" }, null],
  ])("reads no token from %s", (_, change, presented) => {
    const request = {
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "",
    };
    expect(presentedToken({ ...request, ...change })).toBe(presented);
  });
});
