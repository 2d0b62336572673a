/**
 * What the process tells Prometheus about itself. What there is to tell stands in metric-families.ts; here it is
 * counted, and rendered. Anybody may ask, and rendering is costly, so one rendering serves everybody for a second.
 */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Reason } from "../core/reasons.ts";
import type { FaceName } from "../core/terms.ts";
import { type FamilyOf, type LabelsOf, type MetricFamily, metricFamilies } from "./metric-families.ts";

/** How long one rendering serves. */
const renderingMs = 1_000;

export interface Metrics {
  exchanged(face: FaceName, outcome: "issued" | Reason, seconds: number): void;
  /** One more of what this counter counts. */
  count<Name extends FamilyOf<"counter">>(name: Name, labels: LabelsOf<Name>): void;
  /** One value more in this histogram. */
  observe<Name extends FamilyOf<"histogram">>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Has a gauge read whenever it is rendered; null: it has no value now, as it has none before it is measured. */
  measure<Name extends FamilyOf<"gauge">>(
    name: Name,
    labels: LabelsOf<Name>,
    read: () => number | null,
  ): void;
  /** Prometheus text format, at most a second old. */
  text(): Promise<string>;
}

/**
 * @param monotonicMs a clock that never steps
 * @param faces those that are mounted
 */
export function createMetrics(monotonicMs: () => number, faces: readonly FaceName[]): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const reads = new Map<string, (() => void)[]>();
  for (const [key, family] of Object.entries<MetricFamily>(metricFamilies)) {
    const options = {
      name: family.name,
      help: family.help.replaceAll("`", ""),
      labelNames: family.labels,
      registers: [register],
    };
    switch (family.kind) {
      case "counter": {
        const counter = new Counter(options);
        for (const labels of usualLabels(family, faces)) counter.inc(labels, 0);
        counters.set(key, counter);
        break;
      }
      case "histogram": {
        const histogram = new Histogram({ ...options, buckets: [...(family.buckets ?? [])] });
        for (const labels of usualLabels(family, faces)) histogram.zero(labels);
        histograms.set(key, histogram);
        break;
      }
      case "gauge": {
        const collect = () => {
          for (const read of reads.get(key) ?? []) read();
        };
        const gauge = new Gauge({ ...options, collect });
        // Nothing was measured yet, and zero would say that it was.
        if (family.labels.length === 0) gauge.remove();
        gauges.set(key, gauge);
      }
    }
  }

  const count: Metrics["count"] = (name, labels) => counters.get(name)?.inc(labels);
  const observe: Metrics["observe"] = (name, labels, value) => histograms.get(name)?.observe(labels, value);
  let latest: { readonly atMs: number; readonly text: Promise<string> } | null = null;
  return {
    exchanged(face, outcome, seconds) {
      count("exchanges", { face, outcome });
      observe("exchangeDuration", { face }, seconds);
    },
    count,
    observe,
    measure(name, labels, read) {
      const gauge = gauges.get(name);
      const bring = () => {
        const value = read();
        if (value === null) gauge?.remove(labels);
        else gauge?.set(labels, value);
      };
      reads.set(name, [...(reads.get(name) ?? []), bring]);
    },
    text() {
      const atMs = monotonicMs();
      if (latest === null || atMs - latest.atMs >= renderingMs) latest = { atMs, text: register.metrics() };
      return latest.text;
    },
  };
}

/** Every combination of the usual values of a family's labels, of these faces alone; none where no values are. */
function usualLabels(
  { usual }: MetricFamily,
  faces: readonly FaceName[],
): readonly Readonly<Record<string, string>>[] {
  if (usual === undefined) return [];
  return Object.entries(usual).reduce<readonly Readonly<Record<string, string>>[]>(
    (combined, [label, values]) => {
      const told = label === "face" ? values.filter((value) => faces.includes(value)) : values;
      return combined.flatMap((one) => told.map((value) => ({ ...one, [label]: value })));
    },
    [{}],
  );
}
