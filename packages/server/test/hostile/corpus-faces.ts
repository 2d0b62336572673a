/** How each exchange face answers what the corpus expects: the corpus's own table of classes, by face. */

import type { CorpusCase } from "./corpus-case.ts";
import type { ExpectedAnswer } from "./corpus-expected.ts";

export interface CorpusFace {
  readonly name: string;
  /** As the corpus calls it. */
  readonly key: "access" | "rfc8693";
  readonly path: string;
  /** Undefined: the case says nothing about it. */
  statusOf(expected: ExpectedAnswer): number | undefined;
  errorOf(expected: ExpectedAnswer): string | null | undefined;
  /** Reasons this face's own tokens are refused for, by case, where they differ: they say what they are. */
  readonly reasons: Readonly<Record<string, string>>;
}

type Class = CorpusCase["expect"]["class"];

/** Where the JFrog face has a status of its own; everything else is answered alike. */
const accessStatus: Partial<Record<Class, number>> = {
  invalid_token: 401,
  no_mapping: 401,
  provider_unusable: 404,
};

export const corpusFaces: readonly CorpusFace[] = [
  {
    name: "JFrog face",
    key: "access",
    path: "/access/api/v1/oidc/token",
    statusOf: ({ status, class: kind, reason }) =>
      reason === "audience_mismatch" ? 400 : ((kind && accessStatus[kind]) ?? status),
    errorOf: ({ error }) => error,
    reasons: {},
  },
  {
    name: "OAuth face",
    key: "rfc8693",
    path: "/oauth2/token",
    statusOf: ({ status }) => status,
    errorOf: ({ error }) => error,
    // Access tokens of this face are of the type at+jwt (RFC 9068), and types are looked at before issuers.
    reasons: { N01: "token_type_mismatch" },
  },
];

/** Cases that cannot hold, because it was decided otherwise: why, by id. ADR 9 has the decisions. */
export const decidedOtherwise: ReadonlyMap<string, string> = new Map([
  ["O13", "a discovery document may differ from the provider's issuer by one slash at the end"],
]);
