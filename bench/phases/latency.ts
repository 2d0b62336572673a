/**
 * Latency with 100 mappings at a steady 500 exchanges per second, where the server is not saturated; and the
 * rate over TLS with a new connection for every exchange, as jobs that exchange one token each really come.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";
import { type Measured, measure, median } from "../measure.ts";
import { startInstallation, withFolder } from "../subject/installation.ts";
import { type Bench, rounds, saturating } from "./phase.ts";
import { type Report, rounded } from "./report.ts";

const mappings = 100;
const steadyRate = 500;

export async function measureLatency(bench: Bench): Promise<Report> {
  const { issuer, generator } = bench;
  const { warmUp, each } = bench.times(2);
  return withFolder(async (folder) => {
    const tls = await makeCertificate(folder);
    const plain = await startInstallation({ issuer, mappings });
    const encrypted = await startInstallation({ issuer, mappings, settings: tls.settings });
    try {
      const kinds = [
        { name: "kept-alive, saturated", subject: plain, plan: saturating },
        {
          name: `kept-alive, ${steadyRate} per second`,
          subject: plain,
          plan: { ...saturating, rate: steadyRate },
        },
        {
          name: "TLS, a connection for every exchange, saturated",
          subject: encrypted,
          plan: { ...saturating, reconnect: true, ca: tls.ca },
        },
      ].map((kind) => ({ ...kind, results: [] as Measured[] }));
      for (const { subject, plan } of kinds) {
        await measure(generator, subject, { ...plan, rate: null, seconds: warmUp });
      }
      for (let round = 1; round <= rounds; round += 1) {
        for (const { subject, plan, results } of kinds) {
          results.push(await measure(generator, subject, { ...plan, seconds: each }));
        }
        bench.say(`latency, round ${round}`);
      }
      const of = (results: readonly Measured[], member: keyof Measured) =>
        median(results.map((one) => one[member]));
      const [saturated, steady] = kinds.map(({ results }) => results);
      return {
        title: "Rate and latency over the wire, 100 mappings",
        rows: [
          ["", "per CPU-second", "per second", "p50 ms", "p99 ms"],
          ...kinds.map(({ name, results }) => [
            name,
            Math.round(of(results, "perCpuSecond")),
            Math.round(of(results, "perSecond")),
            of(results, "p50Ms"),
            of(results, "p99Ms"),
          ]),
        ],
        bars: [
          {
            name: "exchanges per CPU-second, saturated",
            value: of(saturated ?? [], "perCpuSecond"),
            least: 1200,
          },
          {
            name: `p99 in ms at ${steadyRate} per second`,
            value: rounded(of(steady ?? [], "p99Ms")),
            most: 20,
          },
        ],
      };
    } finally {
      await Promise.all([plain.stop(), encrypted.stop()]);
    }
  });
}

/** A certificate for loopback; the client trusts it by itself. */
async function makeCertificate(folder: string) {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  await writeFile(certFile, made.cert);
  await writeFile(keyFile, made.private, { mode: 0o600 });
  return {
    ca: made.cert,
    settings: { COUNTERSIGN_TLS_CERT_FILE: certFile, COUNTERSIGN_TLS_KEY_FILE: keyFile },
  };
}
