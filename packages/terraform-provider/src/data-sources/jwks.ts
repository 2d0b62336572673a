/** `platform_jwks`: the keys with which the server signs its tokens, for whoever verifies them. Anybody may read them. */

import { fail, succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import type { Connected } from "../server/connected.ts";
import { ask, pathOf } from "../server/connection.ts";
import { isRecord, readDocuments } from "../server/document.ts";
import { sentenceOf } from "../server/refusal.ts";

const attributes = {
  url: { type: "string", presence: "computed", description: "Where the keys are published." },
  keys_json: {
    type: "string",
    presence: "computed",
    description: "The whole key set as JSON (RFC 7517), public parts alone.",
  },
  keys: {
    type: {
      listOf: {
        kid: { type: "string", presence: "computed", description: "Names the key in the header of a token." },
        alg: { type: "string", presence: "computed", description: "Algorithm it signs with." },
        use: { type: "string", presence: "computed", description: "What it is for: `sig`." },
        kty: { type: "string", presence: "computed", description: "Kind of key." },
      },
    },
    presence: "computed",
    description: "What there is of each key, those that will sign next included.",
  },
} as const satisfies Attributes;

const keyMembers = { kid: "text", alg: "text", use: "text?", kty: "text" } as const;

export const jwks = dataSourceOf<Connected>()({
  name: "jwks",
  description:
    "The keys with which the server signs its tokens. A new one is published half an hour before it signs, and an old one for as long as a token may live.",
  attributes,
  async read(server, _given, { signal }) {
    const path = pathOf(".well-known", "jwks.json");
    const answer = await ask(server, { method: "GET", path, credential: "none", signal });
    const problem = (detail: string) =>
      fail({ severity: "error", summary: "The keys were not read", detail });
    if (answer.kind === "none" || answer.status !== 200 || !isRecord(answer.body))
      return problem(sentenceOf(answer));
    const keys = readDocuments(keyMembers, answer.body["keys"]);
    if (!keys.ok) return problem(`${server.url}${path} is no key set: of its keys, ${keys.fault}.`);
    return succeed({
      url: `${server.url}${path}`,
      keys_json: answer.text,
      keys: keys.value.map((key) => ({ ...key, use: key.use ?? "" })),
    });
  },
});
