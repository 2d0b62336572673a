/**
 * One exchange of a corpus case: the token at the time the server has, sent to the face, and what came back.
 * Whatever is sent or handed out is remembered, and must be found nowhere afterwards.
 */

import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { databaseTexts, linesNotJson, Secrets } from "../../../../bench/faults/rig/secrets.ts";
import { readCorpusJson } from "../corpus.ts";
import type { CorpusCase, RequestChange } from "./corpus-case.ts";
import type { Placeholders } from "./corpus-expand.ts";
import type { CorpusFace } from "./corpus-faces.ts";
import type { Keys } from "./corpus-keys.ts";
import { type CorpusAnswer, sendRequest } from "./corpus-request.ts";
import { buildToken } from "./corpus-token.ts";
import type { CorpusWorld } from "./corpus-world.ts";

/** One case on one face in its world. */
export interface Run {
  readonly world: CorpusWorld;
  readonly face: CorpusFace;
  readonly one: CorpusCase;
  readonly keys: Keys;
  /** What `{{UUID}}` stands for. */
  readonly id: string;
  /** How far the case has moved the clock of the server, and with it of everybody else. */
  advancedSeconds: number;
  /** Every token made for the case. */
  readonly tokens: string[];
  /** Exchanges of the case that were granted. */
  granted: number;
}

/** The beginning of a case. */
export function newRun(facts: Pick<Run, "world" | "face" | "one" | "keys">): Run {
  return { ...facts, id: randomUUID(), advancedSeconds: 0, tokens: [], granted: 0 };
}

/** What was sent, and what came of it. */
export interface Sent {
  readonly token: string;
  readonly change: RequestChange | undefined;
  readonly answer: CorpusAnswer;
  readonly minted: string | null;
  readonly reference: string | null;
}

/** Exchanges a token at the face, in the request the change makes. */
export async function exchangeOf(run: Run, token: string, change: RequestChange | undefined): Promise<Sent> {
  const { world, face } = run;
  const sent = face.request(change, { ...world.placeholders(), token });
  remember(token, "a subject token");
  const answer = await sendRequest(world.server.url, sent.path, sent.request);
  const { accessToken, referenceToken } = face.minted(answer);
  if (accessToken !== null) {
    run.granted += 1;
    remember(accessToken, "an access token");
  }
  if (referenceToken !== null) remember(referenceToken, "a reference token");
  return { token, change, answer, minted: accessToken, reference: referenceToken };
}

/** What was sent or handed out in this process. */
const seen = new Secrets();

function remember(token: string, what: string): void {
  const signature = token.slice(token.lastIndexOf(".") + 1);
  // What is short, or one character over and over, may stand anywhere.
  if (signature.length > 40 && new Set(signature).size > 10) seen.add(signature, what);
}

/** No token, secret or private key in the log or in the database, and no line of the log but JSON. */
export async function expectNothingWritten({ server }: CorpusWorld): Promise<void> {
  const log = server.log();
  seen.add(server.adminToken, "the administrator's secret");
  expect(seen.find(log.join("\n"))).toEqual([]);
  expect(linesNotJson(log.join("\n"))).toEqual([]);
  const files = await databaseTexts(server.dataDir);
  expect(files.size).toBeGreaterThan(0);
  for (const [name, text] of files) expect([name, seen.find(text)]).toEqual([name, []]);
}

/** The token of a case, at the time the server has by now. @param turn of a flood */
export async function tokenFor(run: Run, how: CorpusCase["how"], turn?: number): Promise<string> {
  const token = await newToken(run, how, turn);
  run.tokens.push(token);
  return token;
}

async function newToken(run: Run, how: CorpusCase["how"], turn?: number): Promise<string> {
  const { world, keys } = run;
  const base = world.placeholders();
  const known: Placeholders = {
    ...base,
    caseId: run.id,
    now: base.now + run.advancedSeconds,
    ...(turn !== undefined && { turn }),
  };
  if (how.token_from !== undefined) {
    const change: RequestChange = { set: { include_reference_token: true } };
    // Not one of the exchanges the case is about.
    const sent = await exchangeOf({ ...run }, await buildToken({}, known, keys), change);
    const own = how.token_from === "own_access_token" ? sent.minted : sent.reference;
    if (own === null) throw new Error(`${how.token_from} was not handed out: ${sent.answer.text}`);
    return own;
  }
  if (how.vector === undefined) return buildToken(how, known, keys);
  // The vector is a key: a token that names it must not get as far as its signature.
  const [key] = keysOfVector(how.vector).keys;
  return buildToken(
    { header: { set: { kid: key?.kid } }, signing: { random_signature_bytes: 256, alg: "RS256" } },
    known,
    keys,
  );
}

/** The key set of a published vector. */
export function keysOfVector({ file, tcId }: NonNullable<CorpusCase["how"]["vector"]>) {
  const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });
  const { testGroups } = z
    .object({
      testGroups: z.array(
        z.object({
          public: keySet.optional(),
          private: keySet,
          tests: z.array(z.object({ tcId: z.number() })),
        }),
      ),
    })
    .parse(readCorpusJson(process.env["COUNTERSIGN_TEST_CORPUS"] ?? "", `vectors/wycheproof/${file}`));
  const group = testGroups.find(({ tests }) => tests.some((test) => test.tcId === tcId));
  if (group === undefined) throw new Error(`${file} has no vector ${tcId}`);
  return group.public ?? group.private;
}
