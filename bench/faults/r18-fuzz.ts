/**
 * R18: mutated tokens and requests crash nothing, fail nothing and take no time, and what the server accepts a
 * second verifier accepts too, which was written for this and shares no code with it.
 */

import { verifyCarelessly } from "../fuzz/careless.ts";
import { type CorpusSeeds, readCorpusSeeds } from "../fuzz/corpus-seeds.ts";
import type { Found } from "../fuzz/found.ts";
import { fuzzInProcess, productVerifier, type Verifier } from "../fuzz/in-process.ts";
import { tokenStream } from "../fuzz/inputs.ts";
import { fuzzOverHttp } from "../fuzz/over-http.ts";
import { type Keys, makeKeys } from "../fuzz/token.ts";
import { install } from "./rig/installation.ts";
import { atLeast, atMost, type Clause, defineProtocol, none, type Run } from "./rig/protocol.ts";

const usual = { inProcess: 100_000, http: 10_000, seed: 18, mostMs: 200 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R18",
  title: "no mutated token or request crashes the server or is accepted wrongly",
  method:
    "Structure-aware mutations of good tokens, and of the corpus where it is configured, go to the verification as a function and to both exchange faces over HTTP. A second, strict verifier judges every acceptance.",
  minutes: 60,
  sizes: {
    quick: { ...usual, inProcess: 10_000, http: 1_500 },
    usual,
    evening: { ...usual, inProcess: 1_000_000, http: 100_000 },
    full: { ...usual, inProcess: 1_000_000, http: 100_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the verification forgets duplicate members",
      clause: "in process: acceptances the judge refuses",
      bounds: { inProcess: 10_000, http: 200 },
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { bounds, say } = run;
  const keys = makeKeys();
  const now = Math.floor(Date.now() / 1000);
  const corpus = await readCorpusSeeds(keys.trust, now);
  say(`seed ${bounds.seed}, time ${now}, ${corpus.changes.length} seeds from the corpus`);
  const careless: Verifier = async (token, at) =>
    verifyCarelessly(token, keys.trust, at, "duplicate members");
  const inProcess = await fuzzInProcess({
    count: bounds.inProcess,
    keys,
    verify: run.control ? careless : productVerifier(keys),
    next: tokenStream(keys, corpus, bounds.seed),
    now,
    say,
  });
  const overHttp = await fuzzServer(run, keys, corpus);
  return {
    figures: {
      "accepted in process": inProcess.accepted,
      "accepted over HTTP": overHttp.accepted,
      "slowest in process, ms": inProcess.slowestMs,
      "slowest over HTTP, ms": overHttp.slowestMs,
    },
    clauses: [
      ...clausesOf("in process", inProcess, bounds.inProcess, bounds.mostMs),
      ...clausesOf("over HTTP", overHttp, bounds.http, bounds.mostMs),
    ],
  };
}

async function fuzzServer(run: Run<Bounds>, keys: Keys, corpus: CorpusSeeds): Promise<Found> {
  const { bounds, say } = run;
  const installation = await install(run);
  const { issuer, audience, algorithms } = keys.trust;
  await installation.admin("POST", "/providers", {
    name: "fuzzed",
    issuer_url: issuer,
    audience,
    algorithms,
    key_source: { kind: "static", jwks: keys.jwks },
  });
  // Whatever the subject is, so that only the verification stands between a token and an answer of 200.
  await installation.admin("POST", "/mappings", {
    name: "anybody",
    provider: "fuzzed",
    claims: { sub: "*" },
    grant: { groups: ["fuzzed"] },
  });
  const server = installation.server();
  const found = await fuzzOverHttp({
    origin: server.origin,
    provider: "fuzzed",
    count: bounds.http,
    seed: bounds.seed,
    keys,
    corpus,
    next: tokenStream(keys, corpus, bounds.seed + 1),
    say,
  });
  const errors = server
    .log()
    .split("\n")
    .filter((line) => /"level":"(error|fatal)"/.test(line));
  return { ...found, crashes: [...found.crashes, ...errors] };
}

function clausesOf(where: string, found: Found, inputs: number, mostMs: number): readonly Clause[] {
  return [
    none(`${where}: crashes`, found.crashes, found.inputs),
    none(`${where}: answers that blame the server`, found.failures, found.inputs),
    none(`${where}: acceptances the judge refuses`, found.wrong, found.accepted),
    atMost(`${where}: milliseconds of the slowest input`, found.slowestMs, mostMs),
    // A server that refuses everything would show nothing.
    atLeast(`${where}: acceptances`, found.accepted, inputs / 20),
    atLeast(`${where}: inputs`, found.inputs, inputs),
  ];
}
