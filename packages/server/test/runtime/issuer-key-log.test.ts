import { describe, expect, it } from "vitest";
import { refuse } from "../../src/core/refusal.ts";
import type { KeyEvent } from "../../src/oidc/jwks-cache.ts";
import { reportKeyEvent } from "../../src/runtime/issuer-key-log.ts";
import { createLog } from "../../src/runtime/log.ts";

const provider = { id: "1", name: "acme" };

/** What one event leaves in the log and in the metrics. */
function reported(event: KeyEvent): { readonly line: unknown; readonly counted: readonly unknown[] } {
  const lines: string[] = [];
  const counted: unknown[] = [];
  const log = createLog("info", { write: (line) => void lines.push(line) });
  reportKeyEvent(log, { count: (...what) => void counted.push(what) }, event);
  expect(lines).toHaveLength(1);
  return { line: JSON.parse(lines[0] ?? ""), counted };
}

describe("the log of issuers' keys", () => {
  it("says which keys cannot be used, and why", () => {
    const problems = [
      { kind: "weak_key", kid: "a", detail: "its modulus has 1024 bits" },
      { kind: "unusable", kid: null, detail: "its use is not sig" },
    ] as const;
    expect(reported({ provider, kind: "refreshed", keys: 2, problems })).toMatchObject({
      line: { level: "info", provider: "acme", keys: 2, problems, msg: "issuer keys refreshed" },
      counted: [["issuerKeyFetches", { outcome: "refreshed" }]],
    });
  });

  it("quotes no endless key id of an issuer", () => {
    const problems = [{ kind: "unusable", kid: "k".repeat(100_000), detail: "its use is not sig" }] as const;
    const { line } = reported({ provider, kind: "refreshed", keys: 0, problems });
    expect(line).toMatchObject({ problems: [{ kid: "k".repeat(100) }] });
  });

  it("says why keys could not be fetched", () => {
    const verdict = refuse("issuer_unreachable", { provider: "acme", detail: "it is down" });
    expect(reported({ provider, kind: "failed", refusal: verdict.refusal })).toMatchObject({
      line: {
        level: "warn",
        provider: "acme",
        reason: "issuer_unreachable",
        evidence: { detail: "it is down" },
        msg: "issuer keys not refreshed",
      },
      counted: [["issuerKeyFetches", { outcome: "issuer_unreachable" }]],
    });
  });

  it("says that keys could not be stored, which is no fetch that failed", () => {
    expect(reported({ provider, kind: "not_stored", error: new Error("database is gone") })).toMatchObject({
      line: { level: "error", provider: "acme", msg: "issuer keys not stored" },
      counted: [],
    });
  });
});
