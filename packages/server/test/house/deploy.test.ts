import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { metricFamilies } from "../../src/runtime/metric-families.ts";
import { settings } from "../../src/settings.ts";

const folder = resolve(import.meta.dirname, "../../../../deploy");
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const files = globSync("**/*.*", { cwd: folder }).concat(
  "Containerfile",
  "systemd/countersign",
  "systemd/environment",
);

/** A histogram's name has these at its end when it is asked for. */
const suffixes = ["", "_bucket", "_sum", "_count"];
const families: readonly { readonly name: string; readonly kind: string }[] = Object.values(metricFamilies);
const askable = new Set(
  families.flatMap(({ name, kind }) => (kind === "histogram" ? suffixes : [""]).map((end) => name + end)),
);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}

/** The YAML documents of a file. @throws when one is not YAML */
function documents(path: string): readonly unknown[] {
  return parseAllDocuments(read(path)).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

describe("the files to deploy with", () => {
  it.each(["prometheus/countersign.rules.yaml", "grafana/countersign.json"])(
    "ask for no metric that does not exist: %s",
    (path) => {
      const named = read(path).match(/\bcountersign_\w+/g) ?? [];
      expect(named.length).toBeGreaterThan(10);
      expect(named.filter((name) => !askable.has(name))).toEqual([]);
    },
  );

  it("say in every alert what is wrong, and keep to one name for each", () => {
    const [{ groups }] = documents("prometheus/countersign.rules.yaml") as [
      { readonly groups: readonly { readonly rules: readonly Rule[] }[] },
    ];
    const rules = groups.flatMap(({ rules: those }) => those);
    expect(rules.filter(({ annotations }) => !/[.?]$/.test(annotations.summary))).toEqual([]);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it("show a dashboard of panels with ids and places of their own", () => {
    const { panels } = JSON.parse(read("grafana/countersign.json"));
    const places = panels.map(({ gridPos }: { gridPos: unknown }) => JSON.stringify(gridPos));
    expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
    expect(new Set(places).size).toBe(panels.length);
  });

  it.each(files)("name only settings that exist: %s", (path) => {
    const known = new Set(Object.values(settings).map(({ variable }) => variable));
    const named = read(path).match(/\bCOUNTERSIGN_[A-Z_]+/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("run the commands beside the server under systemd as its user, with its settings and its program", () => {
    const unit = Object.fromEntries(
      read("systemd/countersign.service")
        .split("\n")
        .map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []),
    );
    const command = read("systemd/countersign").replaceAll(/^#.*|\\\n/gm, "");
    const [node, main] = String(unit["ExecStart"]).split(" ");
    expect(command.match(/\S+/g)).toEqual([
      ...["exec", "runuser", "-u", unit["User"], "--", node],
      ...[`--env-file=${unit["EnvironmentFile"]}`, main, '"$@"'],
    ]);
    expect(read("systemd/environment")).toContain(`DATA_DIR=/var/lib/${unit["StateDirectory"]}\n`);
  });

  it("give Kubernetes the probes and the time the server needs to stop", () => {
    const [deployment] = documents("kubernetes/countersign.yaml") as [
      {
        readonly spec: {
          readonly template: {
            readonly spec: {
              readonly terminationGracePeriodSeconds: number;
              readonly containers: readonly Record<string, unknown>[];
            };
          };
        };
      },
    ];
    const { terminationGracePeriodSeconds: grace, containers } = deployment.spec.template.spec;
    const http = (path: string) => ({ httpGet: { path, port: "http" } });
    expect(containers[0]).toMatchObject({
      readinessProbe: http("/readyz"),
      startupProbe: http("/readyz"),
      livenessProbe: http("/healthz"),
    });
    const [drain] = /DRAIN_SECONDS, value: "(\d+)"/.exec(read("kubernetes/countersign.yaml"))?.slice(1) ?? [];
    expect(grace).toBeGreaterThanOrEqual(Number(drain) + 10);
  });
});
