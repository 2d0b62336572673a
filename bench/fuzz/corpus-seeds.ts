/**
 * What the hostile-token corpus changes about a good token or request, as seeds for mutation, where the corpus
 * is configured; without it there are none, and mutation starts from good tokens alone.
 */

import { z } from "zod";
import { corpusFolder, readCorpusJson } from "../../packages/server/test/corpus.ts";
import { corpusCase } from "../../packages/server/test/hostile/corpus-case.ts";
import { expand, type Placeholders, writeJson } from "../../packages/server/test/hostile/corpus-expand.ts";
import { keyNamed, makeCorpusKeys, someDer } from "../../packages/server/test/hostile/corpus-keys.ts";
import { buildToken } from "../../packages/server/test/hostile/corpus-token.ts";
import type { Trust } from "./judge.ts";
import type { Member } from "./token.ts";

export interface CorpusSeeds {
  /** Members a case sets, as JSON texts. */
  readonly changes: readonly { readonly header: readonly Member[]; readonly payload: readonly Member[] }[];
  /** The corpus's tokens as they are; their keys are nobody's here. */
  readonly tokens: readonly string[];
  /** Request bodies as they are. */
  readonly bodies: readonly string[];
}

const none: CorpusSeeds = { changes: [], tokens: [], bodies: [] };

/** @param now seconds since 1970 */
export async function readCorpusSeeds(trust: Trust, now: number): Promise<CorpusSeeds> {
  const folder = corpusFolder();
  if (folder === null) return none;
  const keys = await makeCorpusKeys();
  const known: Placeholders = {
    now,
    issuer: trust.issuer,
    issuerB: "https://other.example.com",
    issuerAz: "https://tenants.example.com",
    canary: "https://127.0.0.1:1",
    self: "https://sts.example.com",
    token: "TOKEN",
    turn: 0,
    caseId: "00000000-0000-4000-8000-000000000000",
    uuid: () => crypto.randomUUID(),
    publicJwk: (name) => keyNamed(keys, name).publicKey.export({ format: "jwk" }),
    selfSignedDer: someDer,
  };
  const cases = z.array(corpusCase).parse(readCorpusJson(folder, "hostile-tokens.json"));
  const members = (set: Readonly<Record<string, unknown>> | undefined) =>
    Object.entries(set ?? {}).map(
      // The audience that this corpus takes for good is ours here.
      ([name, value]): Member => [
        JSON.stringify(name),
        writeJson(expand(value, known)).replaceAll("sts-test", trust.audience),
      ],
    );
  return {
    changes: cases
      .filter(({ how }) => how.header?.set !== undefined || how.payload?.set !== undefined)
      .map(({ how }) => ({ header: members(how.header?.set), payload: members(how.payload?.set) })),
    tokens: await Promise.all(
      cases
        .filter(({ how }) => how.signing !== undefined || how.jwe !== undefined)
        .map(({ how }) => buildToken(how, known, keys)),
    ),
    bodies: cases.flatMap(({ how }) =>
      how.request?.raw_body === undefined
        ? []
        : [String(expand(how.request.raw_body, known)).slice(0, 100_000)],
    ),
  };
}
