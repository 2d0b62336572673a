/**
 * Why something was refused, in a few words: for a line of the log and for the choice among reasons. The sentences
 * that say what to do come from the server. A reason that this table does not know yet is read as it is written.
 */

const words: Readonly<Record<string, string>> = {
  request_malformed: "The request could not be read",
  unsupported_grant: "Another grant was asked for",
  unsupported_token_type: "Another type of token was named",
  too_large: "The token is too long",
  invalid_target: "The audience asked for is not granted",
  invalid_scope: "The scope asked for is not granted",
  rate_limited: "Too many requests",
  overloaded: "The record could not be written",
  configuration_stale: "The node was cut off from its database",
  signing_failed: "No signing key could be used",
  unknown_provider: "No provider of that name",
  issuer_not_trusted: "No provider trusts the issuer",
  ambiguous_provider: "Several providers trust the issuer",
  provider_disabled: "The provider is disabled",
  audience_required: "The provider has no audience",
  malformed_token: "The token is not a JWT",
  encrypted_token: "The token is encrypted",
  bad_json: "The token is not valid JSON",
  duplicate_member: "A member stands twice in the token",
  bad_header_type: "A header member has the wrong type",
  bad_header_value: "A header member has a bad value",
  crit_unsupported: "The token demands an unknown extension",
  token_type_mismatch: "Not an ID token",
  alg_not_allowed: "The signature algorithm is not allowed",
  ambiguous_claim_name: "A claim imitates a registered one",
  key_not_found: "The issuer publishes no such key",
  kid_required: "The token names no key",
  ambiguous_key: "Two keys are published under one name",
  alg_key_mismatch: "The algorithm does not fit the key",
  weak_key: "The issuer's key is too weak",
  jwks_key_invalid: "The issuer's key cannot be used",
  bad_signature: "The signature does not hold",
  missing_claim: "A claim is missing",
  bad_claim_type: "A claim has the wrong type",
  bad_claim_value: "A claim has a bad value",
  issuer_mismatch: "Another issuer",
  audience_mismatch: "The audience does not fit",
  expired: "The token had expired",
  not_yet_valid: "The token was not valid yet",
  issued_in_future: "The token was issued in the future",
  lifetime_too_long: "The token lives too long",
  pin_mismatch: "Another owner than the provider is pinned to",
  credential_revoked: "The token it was made with was revoked",
  replayed: "The token was used before",
  use_not_known: "Whether it was used is not known",
  mapping_not_found: "No mapping of that name",
  no_matching_mapping: "No mapping fits",
  too_much_to_judge: "Too much to compare",
  unsafe_claim_value: "A claim makes no safe name",
  template_failed: "A name could not be made of the claims",
  name_too_long: "A name made of the claims is too long",
  user_not_named: "The mapping names no user",
  domain_not_found: "There is no such domain",
  domain_disabled: "The domain is disabled",
  user_not_found: "There is no such local user",
  user_without_domain: "A local user without its domain",
  user_disabled: "The user is disabled",
  role_not_found: "There is no such role",
  role_elsewhere: "The role belongs to another domain",
  project_ambiguous: "Several projects are called so",
  project_not_made: "The project could not be made",
  target_out_of_reach: "No role where it was asked for",
  issuer_unreachable: "The issuer's keys could not be fetched",
  issuer_response_invalid: "The issuer's keys could not be read",
  blocked_address: "The issuer's address is not public",
  redirect_refused: "The issuer redirects elsewhere",
};

/** Every reason in words, in the order of the alphabet, for a choice among them. */
export const reasonChoices: readonly { readonly reason: string; readonly words: string }[] = Object.entries(
  words,
)
  .map(([reason, text]) => ({ reason, words: text }))
  .toSorted((one, other) => one.words.localeCompare(other.words, "en"));

/** Reasons that are about one claim, which is worth its place on a line. */
const aboutClaim = new Set(["missing_claim", "bad_claim_type", "bad_claim_value", "pin_mismatch"]);

/** @param evidence what the record says beside the reason */
export function reasonInWords(reason: string, evidence: Readonly<Record<string, unknown>> = {}): string {
  const text = Object.hasOwn(words, reason) ? words[reason] : undefined;
  if (text === undefined) return reason === "" ? "Refused" : reason.replaceAll("_", " ");
  const claim = evidence["claim"];
  return aboutClaim.has(reason) && typeof claim === "string" ? `${text}: ${claim}` : text;
}
