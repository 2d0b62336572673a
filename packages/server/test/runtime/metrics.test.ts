import { describe, expect, it } from "vitest";
import { faceNames } from "../../src/faces/services.ts";
import { type MetricFamily, metricFamilies } from "../../src/runtime/metric-families.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";

function metrics(faces: readonly string[] = faceNames) {
  const clock = { ms: 0 };
  return { clock, ...createMetrics(() => clock.ms, faces) };
}

describe("metrics", () => {
  it("count exchanges by face and outcome", async () => {
    const { exchanged, text } = metrics();
    exchanged("oauth", "issued", 0.002);
    exchanged("oauth", "issued", 0.003);
    exchanged("access", "expired", 0.001);
    const written = await text();
    expect(written).toContain('countersign_exchanges_total{face="oauth",outcome="issued"} 2\n');
    expect(written).toContain('countersign_exchanges_total{face="access",outcome="expired"} 1\n');
  });

  it("tell the usual from the start as zero, so that a rate has the first of it", async () => {
    const written = await metrics().text();
    for (const series of [
      'countersign_exchanges_total{face="access",outcome="no_matching_mapping"}',
      'countersign_exchanges_total{face="oauth",outcome="issued"}',
      'countersign_exchanges_total{face="keystone",outcome="issued"}',
      'countersign_exchanges_total{face="admin",outcome="rate_limited"}',
      'countersign_exchange_duration_seconds_count{face="oauth"}',
      'countersign_authentication_failures_total{face="keystone",fault="unknown"}',
      'countersign_authentication_failures_total{face="admin",fault="unknown"}',
      'countersign_rate_limited_total{scope="credentials"}',
      'countersign_http_turned_away_total{cause="busy"}',
      'countersign_store_errors_total{cause="deadline"}',
      'countersign_commit_duration_seconds_count{queue="writes"}',
      'countersign_issuer_key_fetches_total{outcome="issuer_unreachable"}',
      "countersign_tokens_revoked_total",
    ]) {
      expect(written).toContain(`\n${series} 0\n`);
    }
  });

  it("tell so of no face that is not mounted", async () => {
    const written = await metrics(["oauth"]).text();
    expect(new Set(written.match(/face="\w+"/g))).toEqual(new Set(['face="oauth"']));
  });

  it.each(Object.values<MetricFamily>(metricFamilies).filter(({ usual }) => usual !== undefined))(
    "have a usual value for each label of $name, or for none",
    ({ labels, usual }) => {
      expect(Object.keys(usual ?? {}).toSorted()).toEqual(labels.toSorted());
    },
  );

  it("sort durations into buckets, by face alone", async () => {
    const { exchanged, text } = metrics();
    exchanged("oauth", "issued", 0.002);
    exchanged("oauth", "expired", 0.02);
    const written = await text();
    expect(written).toContain('countersign_exchange_duration_seconds_bucket{le="0.0025",face="oauth"} 1\n');
    expect(written).toContain('countersign_exchange_duration_seconds_count{face="oauth"} 2\n');
  });

  it("read what they report when they are asked", async () => {
    const { measure, clock, text } = metrics();
    const lengths = { exchanges: 7, writes: 0 };
    measure("commitQueue", { queue: "exchanges" }, () => lengths.exchanges);
    measure("commitQueue", { queue: "writes" }, () => lengths.writes);
    expect(await text()).toContain('countersign_commit_queue_length{queue="exchanges"} 7\n');
    lengths.exchanges = 8;
    clock.ms = 1_000;
    expect(await text()).toContain('countersign_commit_queue_length{queue="exchanges"} 8\n');
    expect(await text()).toContain('countersign_commit_queue_length{queue="writes"} 0\n');
  });

  it("say nothing of what has no value, not even zero", async () => {
    const { measure, clock, text } = metrics();
    const key: { age: number | null } = { age: 60 };
    measure("signingKeyAge", {}, () => key.age);
    expect(await text()).toContain("countersign_signing_key_age_seconds 60\n");
    expect(await text()).not.toMatch(/^countersign_signing_key_successor_due_timestamp_seconds /m);
    key.age = null;
    clock.ms += 1_000;
    expect(await text()).not.toMatch(/^countersign_signing_key_age_seconds /m);
  });

  it("are rendered once for scrapes that come together, and within a second", async () => {
    const { measure, clock, exchanged, text } = metrics();
    let asked = 0;
    measure("providers", {}, () => ++asked);
    const [one, other] = await Promise.all([text(), text()]);
    expect(other).toBe(one);
    exchanged("oauth", "issued", 0.001);
    clock.ms = 999;
    expect(await text()).toBe(one);
    expect(asked).toBe(1);
    clock.ms = 1_000;
    expect(await text()).toContain('outcome="issued"} 1');
    expect(asked).toBe(2);
  });

  it("of two applications in one process do not mix", async () => {
    const [one, other] = [metrics(), metrics()];
    one.exchanged("oauth", "issued", 0.001);
    expect(await other.text()).toContain('{face="oauth",outcome="issued"} 0\n');
  });
});
