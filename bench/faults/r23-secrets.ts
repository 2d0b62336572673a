/**
 * R23: no secret is written down. With everything logged that can be logged, neither the log nor the
 * database holds a token that was presented or handed out, an administrator's secret or a private key.
 * Tokens are also put where they do not belong, as people do who are in a hurry.
 */

import { randomBytes } from "node:crypto";
import type { Answer, LoadRequest } from "../load/connection.ts";
import { closedLoop, type Turn } from "./rig/closed-loop.ts";
import { install } from "./rig/installation.ts";
import { atLeast, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { documentOf, exchangeRequest } from "./rig/requests.ts";
import { databaseTexts, linesNotJson, Secrets } from "./rig/secrets.ts";

const usual = { turns: 20_000, subjectTokens: 2_000, connections: 32 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R23",
  title: "no token, secret or private key is in the log or in the database",
  method:
    "Logging at its most talkative; exchanges that succeed and fail, reference tokens, credentials good and bad, tokens in URLs, headers and broken bodies, over a kill and a restart. Then all output and every file of the database is searched for all of them.",
  minutes: 15,
  sizes: {
    quick: { ...usual, turns: 1_500, subjectTokens: 200 },
    usual,
    evening: { ...usual, turns: 100_000, subjectTokens: 10_000 },
    full: { ...usual, turns: 200_000, subjectTokens: 20_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "one presented token is added to the log, cut short",
      clause: "secrets in what the server wrote",
      bounds: { turns: 200, subjectTokens: 50 },
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { turns, subjectTokens, connections } = run.bounds;
  const secrets = new Secrets();
  const written: string[] = [];
  const installation = await install(run, { settings: { COUNTERSIGN_LOG_LEVEL: "trace" } });
  const begin = () => {
    const server = installation.server();
    server.child.stderr?.on("data", (text) => written.push(String(text)));
    secrets.add(server.adminToken, "the operator's secret");
    return server;
  };
  const tokens = await installation.issuer.idTokens({ count: subjectTokens });
  const expired = await installation.issuer.idTokens({ count: 20, lifetimeSeconds: -3_600 });
  for (const token of [...tokens, ...expired]) secrets.addToken(token, "a subject token");

  let logs = "";
  let databaseBytes = 0;
  const inDatabase: string[] = [];
  let server = begin();
  // Half before a kill, half after it: a restart reads what was written, and says what it found.
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    await sendAll(
      turns / 2,
      connections,
      server.origin,
      turnsOf(tokens, expired, server.adminToken, secrets),
    );
    run.say(`${Math.round(turns / 2)} requests answered, ${secrets.count} secrets so far`);
    await server.stop(signal);
    logs += server.log();
    // After the kill the write-ahead log still lies beside the database.
    const files = await databaseTexts(installation.dataDir);
    for (const [name, text] of files) {
      databaseBytes += text.length;
      inDatabase.push(...secrets.find(text).map((what) => `${what} in ${name}`));
    }
    if (signal === "SIGKILL") {
      await installation.start();
      server = begin();
    }
  }
  if (run.control)
    logs += `${JSON.stringify({ level: "debug", msg: `bad token …${tokens[0]?.slice(-30)}` })}\n`;

  const lines = logs.split("\n").length - 1;
  return {
    figures: { "bytes of log": logs.length, "bytes of the database": databaseBytes },
    clauses: [
      none("secrets in what the server wrote", secrets.find(logs + written.join("")), secrets.count),
      none("secrets in the database's files", inDatabase, secrets.count),
      none("log lines that are not JSON", linesNotJson(logs), lines),
      atLeast("secrets looked for", secrets.count, turns / 4),
      atLeast("lines of log", lines, turns),
    ],
  };
}

/** Ends once that many requests were answered. */
async function sendAll(count: number, connections: number, origin: string, next: () => Turn): Promise<void> {
  const ending = new AbortController();
  let answered = 0;
  await closedLoop({
    origin,
    connections,
    signal: ending.signal,
    next() {
      const turn = next();
      return {
        request: turn.request,
        answered(answer) {
          turn.answered(answer);
          answered += 1;
          if (answered >= count) ending.abort();
        },
      };
    },
  });
}

/** One request of each kind after the other, each with the next token. */
function turnsOf(
  tokens: readonly string[],
  expired: readonly string[],
  adminToken: string,
  secrets: Secrets,
): () => Turn {
  let count = 0;
  const handedOut = { access: "", reference: "" };
  const take = (answer: Answer) => {
    const { access_token: access, reference_token: reference } = documentOf(answer) ?? {};
    if (typeof access === "string") {
      handedOut.access = access;
      secrets.addToken(access, "an access token");
    }
    if (typeof reference === "string") {
      handedOut.reference = reference;
      secrets.add(reference, "a reference token");
    }
  };
  return () => {
    count += 1;
    const token = tokens[count % tokens.length] ?? "";
    const guess = randomBytes(32).toString("base64url");
    const requests: readonly (() => LoadRequest)[] = [
      () => withReference(exchangeRequest(token, "ci")),
      () => exchangeRequest(token, "once"),
      () => exchangeRequest(token, "nobody"),
      () => exchangeRequest(expired[count % expired.length] ?? "", "ci"),
      () => exchangeRequest(`${token.slice(0, -4)}AAAA`, "ci"),
      () => exchangeRequest(handedOut.access || token, "ci"),
      () => exchangeRequest(handedOut.reference || token, "ci"),
      () => get(`/oauth2/token?subject_token=${token}`),
      () => get(`/${token}/${handedOut.reference}`),
      () => get("/api/v1/providers", handedOut.access || token),
      () => get("/access/api/v1/oidc", handedOut.reference || token),
      () => get("/api/v1/exchanges?limit=1", adminToken),
      () => get("/api/v1/exchanges", known(guess)),
      () => ({ ...exchangeRequest(token, "ci"), headers: { "content-type": "application/json" } }),
      () => broken(token),
    ];
    const known = (secret: string) => {
      secrets.add(secret, "a secret somebody tried");
      return secret;
    };
    const request = (requests[count % requests.length] ?? (() => exchangeRequest(token, "ci")))();
    return { request, answered: take };
  };
}

function withReference(request: LoadRequest): LoadRequest {
  return { ...request, body: `${request.body}&include_reference_token=true` };
}

function get(path: string, credential = ""): LoadRequest {
  const headers: Record<string, string> = credential === "" ? {} : { authorization: `Bearer ${credential}` };
  return { method: "GET", path, headers, body: "" };
}

/** JSON that breaks off right behind a token, as an error message might quote it. */
function broken(token: string): LoadRequest {
  const headers = { "content-type": "application/json" };
  return { method: "POST", path: "/access/api/v1/oidc/token", headers, body: `{"subject_token":"${token}"` };
}
