/** How each exchange face answers what the corpus expects: the corpus's own table of classes, by face. */

import { z } from "zod";
import { type Administration, adminApi, jfrogConfigurations } from "./corpus-administration.ts";
import type { CorpusCase, RequestChange } from "./corpus-case.ts";
import type { Placeholders } from "./corpus-expand.ts";
import type { ExpectedAnswer } from "./corpus-expected.ts";
import { type Gap, notNamed } from "./corpus-gaps.ts";
import { huaweiFace, keystoneFace } from "./corpus-keystone.ts";
import { buildRequest, type CorpusAnswer, type CorpusRequest } from "./corpus-request.ts";

export interface CorpusFace {
  readonly name: string;
  /** What cannot be put to this face. */
  readonly gaps: readonly Gap[];
  /** Where its issuers are written. */
  readonly administration: Administration;
  /** The request of a case. @param known with the token */
  request(
    change: RequestChange | undefined,
    known: Placeholders,
  ): { readonly path: string; readonly request: CorpusRequest };
  /** Of an exchange. */
  readonly success: number;
  /** What an answer hands out. */
  minted(answer: CorpusAnswer): {
    readonly accessToken: string | null;
    readonly referenceToken: string | null;
  };
  /** The error of an answer that is none. @throws when it is not in the face's envelope */
  errorIn(answer: CorpusAnswer): string;
  /** Whether groups are granted that nobody knows. */
  readonly grantsGroups: boolean;
  /** What an explanation is asked beside the token. */
  readonly asked: Readonly<Record<string, string>>;
  /** What the mapping that the corpus calls so is called behind this door. */
  mappingNamed(name: string): string;
  /** Undefined: the case says nothing about it. @param change of the request that is answered; undefined: none */
  statusOf(expected: ExpectedAnswer, change: RequestChange | undefined): number | undefined;
  errorOf(expected: ExpectedAnswer): string | null | undefined;
  /** Reasons this face's own tokens are refused for, by case, where they differ: they say what they are. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Everything but the path, of faces that take an exchange as a document. */
function exchangeAt(key: "access" | "rfc8693", path: string) {
  return {
    gaps: [notNamed(key)],
    request: (change: RequestChange | undefined, known: Placeholders) => ({
      path,
      request: buildRequest(change, known),
    }),
    success: 200,
    minted(answer: CorpusAnswer) {
      const isJson = answer.headers.get("content-type")?.includes("json") === true;
      const body = handedOut.safeParse(isJson ? JSON.parse(answer.text) : {});
      return {
        accessToken: body.data?.access_token ?? null,
        referenceToken: body.data?.reference_token ?? null,
      };
    },
    errorIn: ({ text }: CorpusAnswer) => z.looseObject({ error: z.string() }).parse(JSON.parse(text)).error,
    grantsGroups: true,
    asked: {},
    mappingNamed: (name: string) => name,
  };
}

const handedOut = z.looseObject({
  access_token: z.string().optional(),
  reference_token: z.string().optional(),
});

type Class = CorpusCase["expect"]["class"];

/** Where the JFrog face has a status of its own; everything else is answered alike. */
const accessStatus: Partial<Record<Class, number>> = {
  invalid_token: 401,
  no_mapping: 401,
  provider_unusable: 404,
};

export const corpusFaces: readonly CorpusFace[] = [
  {
    ...exchangeAt("access", "/access/api/v1/oidc/token"),
    name: "JFrog face",
    administration: jfrogConfigurations,
    statusOf: ({ status, class: kind, reason }) =>
      reason === "audience_mismatch" ? 400 : ((kind && accessStatus[kind]) ?? status),
    errorOf: ({ error }) => error,
    reasons: {},
  },
  {
    ...exchangeAt("rfc8693", "/oauth2/token"),
    name: "OAuth face",
    // It has no interface of its own for that.
    administration: adminApi,
    statusOf: ({ status }) => status,
    errorOf: ({ error }) => error,
    // Access tokens of this face are of the type at+jwt (RFC 9068), and types are looked at before issuers.
    reasons: { N01: "token_type_mismatch" },
  },
  keystoneFace,
  huaweiFace,
];

/** Cases that cannot hold, because it was decided otherwise: why, by id. ADR 9 has the decisions. */
export const decidedOtherwise: ReadonlyMap<string, string> = new Map([
  ["O13", "a discovery document may differ from the provider's issuer by one slash at the end"],
]);
