/** What of a change to a provider no record can show, because records hold verified claims and never a token. */

import { isStoredAlike } from "../json.ts";
import type { ProviderDraft } from "../terms.ts";

/** A sentence for each part of the change that is not judged. */
export function notJudged(before: ProviderDraft, after: ProviderDraft): readonly string[] {
  const changes = (...members: readonly (keyof ProviderDraft)[]) =>
    members.some((member) => !isStoredAlike(before[member], after[member]));
  return [
    ...(changes(
      "issuerUrl",
      "keySource",
      "caCertificates",
      "discoveryQuery",
      "algorithms",
      "acceptAccessTokens",
      "useProxy",
    )
      ? [
          "Whether the tokens would be verified with other keys, algorithms or types was not judged: records hold no tokens. Try one with an explanation before you save.",
        ]
      : []),
    ...(changes("replay")
      ? [
          "Whether a token would be refused because it was used before was not judged: each exchange was taken as the first of its token.",
        ]
      : []),
  ];
}
