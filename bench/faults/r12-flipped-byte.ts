/**
 * R12: one wrong byte in a data file never changes silently what the server does. It either does not start
 * and names the file, or it has exactly the projects, providers, mappings, directory, revocations and keys it had
 * before.
 */

import { createHash, randomBytes } from "node:crypto";
import { cp, open, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../packages/server/src/store/open.ts";
import { type Installation, install, mappingDocument } from "./rig/installation.ts";
import { send } from "./rig/probe.ts";
import { atLeast, type Control, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { type Chance, chance } from "./rig/random.ts";
import { accessTokenOf, tokenIdOf } from "./rig/requests.ts";

const usual = { trials: 50, seed: 12, mappings: 20, tokens: 40 };
type Bounds = typeof usual;

const silently = "silent changes";
const inMapping: Control = {
  breaks: "what is kept twice is taken out first, and the byte is in the text of a mapping",
  clause: silently,
  bounds: { trials: 1 },
};
const inDirectory: Control = {
  breaks: "what is kept twice is taken out first, and the byte is in a row of the directory",
  clause: silently,
  bounds: { trials: 1 },
};

export const protocol = defineProtocol({
  id: "R12",
  title: "one flipped byte in a data file is noticed or changes nothing",
  method:
    "Stop cleanly, change one random byte in the database or the master key, start; then either the start is refused and names the file, or projects, providers, mappings, directory, revocations and keys have the digest they had.",
  minutes: 20,
  sizes: {
    quick: { ...usual, trials: 8 },
    usual,
    evening: { ...usual, trials: 200 },
    full: { ...usual, trials: 200 },
  },
  databases: ["sqlite"],
  controls: [inMapping, inDirectory],
  run,
});

async function run(run: Run<Bounds>) {
  const { trials, seed } = run.bounds;
  const installation = await install(run, { mappings: run.bounds.mappings });
  await fill(installation, run.bounds.tokens);
  await installation.server().stop();
  if (run.control) withoutRedundancy(installation.databaseFile);
  const whole = join(installation.folder, "whole");
  const masterKey = join(installation.folder, "whole.key");
  await cp(installation.dataDir, whole, { recursive: true });
  await cp(installation.masterKeyFile, masterKey);
  await installation.start();
  const before = await state(installation);
  await installation.server().stop();

  const random = chance(seed);
  const found = { silent: [] as string[], unnamed: [] as string[], refused: 0, same: 0 };
  for (let trial = 1; trial <= trials; trial += 1) {
    await rm(installation.dataDir, { recursive: true });
    await cp(whole, installation.dataDir, { recursive: true });
    await cp(masterKey, installation.masterKeyFile);
    const flip = await flipByte(installation, random, run.control);
    const verdict = await judge(installation, before, flip.file);
    if (verdict.kind === "refused") found.refused += 1;
    if (verdict.kind === "same") found.same += 1;
    if (verdict.kind === "silent") found.silent.push(`${flip.where} (${verdict.what})`);
    if (verdict.kind === "unnamed") found.unnamed.push(`${flip.where}: ${verdict.said}`);
    run.say(`${trial}: ${flip.where}: ${describe(verdict)}`);
  }
  return {
    figures: { "refused, with the file named": found.refused, "started with the same digest": found.same },
    clauses: [
      none(silently, found.silent, trials),
      none("refusals that do not name the file", found.unnamed, trials),
      atLeast("trials that ended either way", found.refused + found.same, run.control ? 0 : trials),
    ],
  };
}

type Verdict =
  | { readonly kind: "refused" | "same" }
  | { readonly kind: "silent"; readonly what: string }
  | { readonly kind: "unnamed"; readonly said: string };

function describe(verdict: Verdict): string {
  switch (verdict.kind) {
    case "refused":
      return "refused, the file is named";
    case "same":
      return "started, nothing is changed";
    case "silent":
      return `STARTED, ${verdict.what} changed`;
    case "unnamed":
      return `refused without naming the file: ${verdict.said}`;
  }
}

async function judge(installation: Installation, before: State, file: string): Promise<Verdict> {
  try {
    await installation.start();
  } catch (problem) {
    const said = problem instanceof Error ? problem.message : String(problem);
    return said.includes(file) ? { kind: "refused" } : { kind: "unnamed", said: said.slice(0, 300) };
  }
  try {
    const after = await state(installation).catch((problem: unknown) => ({ answers: String(problem) }));
    if ("answers" in after)
      return { kind: "silent", what: `what it answers (${after.answers.slice(0, 100)})` };
    const changed = Object.keys(before).filter((part) => before[part] !== after[part]);
    return changed.length === 0 ? { kind: "same" } : { kind: "silent", what: changed.join(" and ") };
  } finally {
    await installation.server().stop("SIGKILL");
  }
}

/** Tokens of which some are revoked, an epoch, a directory, an administrator's secret: so that there is something to change. */
async function fill(installation: Installation, tokens: number): Promise<void> {
  const issued: string[] = [];
  for (const idToken of await installation.issuer.idTokens({ count: tokens })) {
    const answer = await send(installation, idToken);
    issued.push(tokenIdOf(accessTokenOf(answer) ?? ""));
  }
  for (const key of ["shop", "bank"]) {
    await installation.admin("POST", "/projects", { key, roles: [{ name: `lead of ${key}` }] });
  }
  for (const name of ["developers", "operators"]) {
    await keystone(installation, "/groups", { group: { name } });
  }
  const last = installation.mappingIds.at(-1) ?? "";
  await installation.admin(
    "PUT",
    `/mappings/${last}`,
    mappingDocument("once", installation.mappingIds.length / 2 - 1, "edited"),
  );
  const store = await openStore({
    url: `sqlite:${installation.databaseFile}`,
    clock: Date.now,
    random: randomBytes,
  });
  const at = Math.floor(Date.now() / 1000);
  for (const tokenId of issued.slice(0, tokens / 2)) await store.tokens.revoke(tokenId, "operator", at);
  await store.revocations.revoke({ kind: "mapping", id: last }, "operator", at);
  await store.secrets.add({
    id: "0198aaaa-0000-7000-8000-000000000000",
    name: "automation",
    kind: "service",
    role: "admin",
    audience: null,
    hash: digest("a secret"),
    createdAt: at,
    expiresAt: at + 86_400,
    revokedAt: null,
  });
  await store.close();
}

/** A digest of each of the parts that decide anything, as the server shows them and as its rows say. */
type State = Readonly<Record<string, string>>;

async function state(installation: Installation): Promise<State> {
  const { origin } = installation.server();
  const keys = await fetch(`${origin}/.well-known/jwks.json`).then((answer) => answer.text());
  const rows = (table: "directory_objects" | "signing_keys" | "secrets" | "revocation_epochs") =>
    installation.reading((queries) => queries.selectFrom(table).selectAll().execute());
  const revoked = installation.reading((queries) =>
    queries
      .selectFrom("tokens")
      .select(["token_id", "revoked_at"])
      .where("revoked_at", "is not", null)
      .execute(),
  );
  return {
    projects: digest(await everyPage(installation, "/projects")),
    providers: digest(await everyPage(installation, "/providers")),
    mappings: digest(await everyPage(installation, "/mappings")),
    directory: digest([await keystone(installation, "/groups"), await rows("directory_objects")]),
    keys: digest([keys, await rows("signing_keys")]),
    secrets: digest(await rows("secrets")),
    revocations: digest([await revoked, await rows("revocation_epochs")]),
  };
}

function digest(what: unknown): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("base64url");
}

/** What the Keystone face answers an administrator. @param document to be written; absent: to read */
async function keystone(installation: Installation, path: string, document?: object): Promise<unknown> {
  const { origin, adminToken } = installation.server();
  const answer = await fetch(`${origin}/v3${path}`, {
    headers: { "x-auth-token": adminToken, "content-type": "application/json" },
    ...(document !== undefined && { method: "POST", body: JSON.stringify(document) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function everyPage(installation: Installation, path: string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let cursor: unknown = ""; typeof cursor === "string"; ) {
    const page = await installation.admin(
      "GET",
      `${path}?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    if (Array.isArray(page["items"])) items.push(...page["items"]);
    cursor = page["next"];
  }
  return items;
}

/** Changes one byte of the database, or of the master key in every twentieth trial. */
async function flipByte(installation: Installation, random: Chance, control: Control | null) {
  const { databaseFile, masterKeyFile } = installation;
  const name = control === null && random.below(20) === 0 ? masterKeyFile : databaseFile;
  const file = await open(name, "r+");
  try {
    const bytes = await file.readFile();
    const { at, becomes } = aim(installation, bytes, random, control);
    await file.write(Buffer.from([becomes]), 0, 1, at);
    return { file: name, where: `${basename(name)} at ${at}: ${bytes[at]} to ${becomes}` };
  } finally {
    await file.close();
  }
}

/** Which byte becomes what. */
function aim(installation: Installation, bytes: Buffer, random: Chance, control: Control | null) {
  switch (control) {
    case inMapping: {
      // No exchange was for the last mapping, so that only its own documents name its user.
      const user = `deployer-${installation.mappingIds.length / 2 - 1}`;
      return { at: bytes.indexOf(user) + "deployer-".length, becomes: "7".charCodeAt(0) };
    }
    case inDirectory: {
      // What was written first is the last thing on its page.
      const at = endOfPage(installation.databaseFile, "directory_objects") - 1;
      return { at, becomes: bytes.readUInt8(at) ^ 1 };
    }
    default: {
      const at = random.below(bytes.length);
      return { at, becomes: bytes.readUInt8(at) ^ (1 + random.below(255)) };
    }
  }
}

/** Where the page ends that holds a table of few rows. */
function endOfPage(file: string, table: string): number {
  using database = new DatabaseSync(file, { readOnly: true });
  const found = database
    .prepare("select rootpage * page_size as at from sqlite_schema, pragma_page_size where name = ?")
    .get(table);
  return Number(found?.["at"]);
}

/** As a database of the version before: no digests, nothing kept twice. */
function withoutRedundancy(file: string): void {
  const database = new DatabaseSync(file);
  const twice = database.prepare("select name from sqlite_schema where name glob '*_twice_*'").all();
  for (const { name } of twice) database.exec(`drop index ${String(name)}`);
  for (const kind of ["mapping", "provider", "project", "directory"]) {
    database.exec(`update ${kind}_versions set digest = null`);
  }
  database.close();
}
