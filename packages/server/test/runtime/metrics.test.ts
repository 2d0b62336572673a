import { describe, expect, it } from "vitest";
import { createMetrics, type SigningKeyAge } from "../../src/runtime/metrics.ts";

function metrics() {
  const facts: {
    version: string;
    current: { revision: number; providers: number; signingKey: SigningKeyAge | null };
  } = {
    version: "1.2.3",
    current: { revision: 7, providers: 2, signingKey: null },
  };
  const clock = { ms: 0 };
  const asked = { times: 0 };
  const created = createMetrics({
    version: facts.version,
    monotonicMs: () => clock.ms,
    revision() {
      asked.times += 1;
      return facts.current.revision;
    },
    providers: () => facts.current.providers,
    signingKey: () => facts.current.signingKey,
  });
  return { facts, clock, asked, ...created };
}

describe("metrics", () => {
  it("tell how old the signing key is and when the next is due, as long as there is one", async () => {
    const { facts, clock, text } = metrics();
    facts.current.signingKey = { ageSeconds: 60, successorDueAt: 1_800_000_000 };
    expect(await text()).toMatch(
      /signing_key_age_seconds 60\n[\s\S]*signing_key_successor_due_timestamp_seconds 1800000000\n/,
    );
    facts.current.signingKey = { ageSeconds: 90, successorDueAt: null };
    clock.ms += 1_000;
    expect(await text()).toContain("countersign_signing_key_age_seconds 90\n");
    expect(await text()).not.toMatch(/signing_key_successor_due_timestamp_seconds \d/);
    facts.current.signingKey = null;
    clock.ms += 1_000;
    expect(await text()).not.toMatch(/signing_key_age_seconds \d/);
  });

  it("count exchanges by face and outcome", async () => {
    const { exchanged, text } = metrics();
    exchanged("oauth", "issued", 0.002);
    exchanged("oauth", "issued", 0.003);
    exchanged("access", "expired", 0.001);
    const written = await text();
    expect(written).toContain('countersign_exchanges_total{face="oauth",outcome="issued"} 2\n');
    expect(written).toContain('countersign_exchanges_total{face="access",outcome="expired"} 1\n');
  });

  it("sort durations into buckets, by face alone", async () => {
    const { exchanged, text } = metrics();
    exchanged("oauth", "issued", 0.002);
    exchanged("oauth", "expired", 0.02);
    const written = await text();
    expect(written).toContain('countersign_exchange_duration_seconds_bucket{le="0.0025",face="oauth"} 1\n');
    expect(written).toContain('countersign_exchange_duration_seconds_count{face="oauth"} 2\n');
  });

  it("read what they report when they are asked", async () => {
    const { facts, text } = metrics();
    facts.current = { revision: 8, providers: 3, signingKey: null };
    const written = await text();
    expect(written).toContain("countersign_configuration_revision 8\n");
    expect(written).toContain("countersign_providers 3\n");
    expect(written).toContain('countersign_build_info{version="1.2.3"} 1\n');
  });

  it("are rendered once for scrapes that come together, and within a second", async () => {
    const { asked, clock, exchanged, text } = metrics();
    const [one, other] = await Promise.all([text(), text()]);
    expect(other).toBe(one);
    exchanged("oauth", "issued", 0.001);
    clock.ms = 999;
    expect(await text()).toBe(one);
    expect(asked.times).toBe(1);
    clock.ms = 1_000;
    expect(await text()).toContain('outcome="issued"} 1');
    expect(asked.times).toBe(2);
  });

  it("of two applications in one process do not mix", async () => {
    const [one, other] = [metrics(), metrics()];
    one.exchanged("oauth", "issued", 0.001);
    expect(await other.text()).not.toContain('outcome="issued"');
  });
});
