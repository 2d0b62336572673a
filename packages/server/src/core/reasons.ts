/**
 * Every reason the product can refuse for, in one table: what it means to a client, how much must have been
 * proved before its sentence may be told, the sentence a caller may read, and the hint an administrator
 * gets. Adding a reason means: a row here, `npm run docs`, a test.
 */

/** What a refusal means to a client; each face has one row per kind: status, code, envelope. */
export const refusalKinds = [
  "malformed_request",
  "invalid_token",
  "no_mapping",
  "provider_unusable",
  "unacceptable_target",
  "unavailable",
  "rate_limited",
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

/**
 * How much must hold before the reason's own sentence may be told to the caller; before that the
 * caller reads the kind's fixed sentence and the reference id.
 */
export type Disclosure = "always" | "signature_valid" | "claims_valid";

interface ReasonRow {
  readonly kind: RefusalKind;
  readonly disclosure: Disclosure;
  /**
   * For the caller. `{member}` stands for that member of the evidence, `{member:utc}` for it as a time,
   * `{member:span}` for it as a number of seconds, and `{member-other}` for the time between two.
   */
  readonly sentence: string;
  /** For the administrator: what is wrong and what to do next. */
  readonly hint: string;
}

/** One fixed sentence per kind, told when nothing more may be disclosed. */
export const kindSentences: Readonly<Record<RefusalKind, string>> = {
  malformed_request: "The request is not a valid token exchange. Check its fields against the documentation.",
  invalid_token:
    "The subject token was not accepted. Ask the administrator of this server to look up the reference id.",
  no_mapping:
    "No identity mapping accepts this token. Ask the administrator of this server to look up the reference id.",
  provider_unusable: "The named provider cannot be used for an exchange here. Check provider_name.",
  unacceptable_target:
    "The requested audience, resource or scope cannot be granted. Ask for less, or leave these parameters out.",
  unavailable: "The exchange cannot be completed right now. Try again in a few seconds.",
  rate_limited: "Too many requests. Try again after the time given in Retry-After.",
};

const rows = {
  // What was asked.
  request_malformed: {
    kind: "malformed_request",
    disclosure: "always",
    sentence: "{detail}",
    hint: "The client sent a request this server could not read; correct the client. {detail}",
  },
  unsupported_grant: {
    kind: "malformed_request",
    disclosure: "always",
    sentence: "grant_type must be urn:ietf:params:oauth:grant-type:token-exchange; received {received}.",
    hint: "The client asked for another grant than token exchange. Have it ask for that; no other grant is offered here.",
  },
  unsupported_token_type: {
    kind: "malformed_request",
    disclosure: "always",
    sentence:
      "subject_token_type must be urn:ietf:params:oauth:token-type:id_token or urn:ietf:params:oauth:token-type:jwt; received {received}. Send the ID token of the platform, not its access token.",
    hint: "The client named a token type that is not exchanged here. Have it send the ID token and name the type id_token.",
  },
  too_large: {
    kind: "malformed_request",
    disclosure: "always",
    sentence:
      "The subject token is longer than {limit} characters. Request one with fewer claims, such as fewer groups.",
    hint: "Tokens above the limit are refused before they are read. Have the issuer put less into them, such as fewer groups.",
  },
  invalid_target: {
    kind: "unacceptable_target",
    disclosure: "signature_valid",
    sentence:
      "Invalid audience: the request asks for {refused}, accepted are {allowed}. Name only what is accepted in audience and resource, or leave both out.",
    hint: "The request asks for {requested}. Of that {refused} is not accepted: the winning mapping's audience does not cover it, and neither the token nor, where its face accepts that, the provider has it ({allowed}). Extend the mapping's audience, or have the client ask for what is accepted or nothing.",
  },
  invalid_scope: {
    kind: "unacceptable_target",
    disclosure: "claims_valid",
    sentence: "The requested scope {requested} cannot be granted. {detail}",
    hint: "A request may narrow a grant, never widen it. Have the client ask for less or for no scope at all, or extend the mapping.",
  },
  rate_limited: {
    kind: "rate_limited",
    disclosure: "always",
    sentence: "Too many requests: the limit for {scope} is reached. Try again in {retryAfterSeconds:span}.",
    hint: "The limit for {scope} was reached. If the load is genuine, raise the matching COUNTERSIGN_RATE setting.",
  },
  overloaded: {
    kind: "unavailable",
    disclosure: "always",
    sentence:
      "The server cannot record the exchange right now, so no token was issued. Try again in a few seconds.",
    hint: "The store did not confirm the record, and without a record no token is issued. Look after the database and its disk: {detail}.",
  },
  configuration_stale: {
    kind: "unavailable",
    disclosure: "always",
    sentence:
      "The server cannot see whether its rules are still in force, so no token was issued. Try again in a few seconds.",
    hint: "This node last compared its configuration with the database {ageSeconds:span} ago and cannot reach it now. Look after the database and the network in between; the node recovers by itself.",
  },
  signing_failed: {
    kind: "unavailable",
    disclosure: "always",
    sentence: "The server cannot sign a token right now. Try again in a few seconds.",
    hint: "No signing key could be used: {detail}. The server's log says more; `countersign key list` shows the keys there are.",
  },

  // Which provider.
  unknown_provider: {
    kind: "provider_unusable",
    disclosure: "always",
    sentence: "No provider is called {provider}. Check provider_name; names are compared exactly.",
    hint: "No provider of that name is configured. Add it, or correct provider_name in the client; names are compared exactly.",
  },
  issuer_not_trusted: {
    kind: "provider_unusable",
    disclosure: "always",
    sentence:
      "No provider trusts the issuer of this token, and no provider_name was given. Send the ID token of a platform that this server is configured for; a project's own provider is found only with its project_key.",
    hint: "No enabled provider within reach has the issuer {presented}: none of the project asked for, and no global one. Add a provider, enable the one there is, set its token issuer to exactly this value, or have the client name it.",
  },
  ambiguous_provider: {
    kind: "malformed_request",
    disclosure: "always",
    sentence: "Several providers trust the issuer of this token. Name one with provider_name.",
    hint: "Providers are never tried one after another. Have the client name one of: {providers}.",
  },
  provider_disabled: {
    kind: "provider_unusable",
    disclosure: "always",
    sentence: "The provider {provider} is disabled. Ask the administrator of this server to enable it.",
    hint: "An administrator has disabled this provider. Enable it to accept its tokens again.",
  },
  audience_required: {
    kind: "provider_unusable",
    disclosure: "always",
    sentence:
      "The provider {provider} has no audience and cannot be used here. Ask its administrator to set one.",
    hint: "Providers without an audience accept tokens made for anybody. Set the provider's audience.",
  },

  // The token's form.
  malformed_token: {
    kind: "invalid_token",
    disclosure: "always",
    sentence:
      "The subject token is not a signed JWT in compact form. Send the whole ID token, three parts with dots between them, without quotes or line breaks.",
    hint: "The token cannot be taken apart: {detail}. Look in the client for a value that is empty, cut off, quoted or wrapped.",
  },
  encrypted_token: {
    kind: "invalid_token",
    disclosure: "always",
    sentence: "The subject token is encrypted (JWE). Send the signed ID token.",
    hint: "Encrypted tokens are never decrypted here. Have the issuer only sign the tokens it makes for this server.",
  },
  bad_json: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The {part} of the subject token is not valid JSON: {detail}.",
    hint: "The {part} of the token is not the JSON that RFC 8259 asks for: {detail}. The issuer has to correct it.",
  },
  duplicate_member: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The {part} of the subject token has a repeated member.",
    hint: "A member stands twice in the {part}; two readers could see two different tokens (RFC 7519 §4). The issuer has to correct it.",
  },
  bad_header_type: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The header member {member} has the wrong type.",
    hint: "The header member {member} must be a string (RFC 7515 §4.1). The issuer has to correct it.",
  },
  bad_header_value: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The header member {member} has an unacceptable value.",
    hint: "The header member {member} is not acceptable: {detail}. The issuer has to correct it.",
  },
  crit_unsupported: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The token lists critical header members that this server does not know.",
    hint: "No extension is understood, so any `crit` is refused (RFC 7515 §4.1.11). Have the issuer sign without it.",
  },
  token_type_mismatch: {
    kind: "invalid_token",
    // Refused before the signature, yet told: the caller reads only what its own token says of itself.
    disclosure: "always",
    sentence:
      "The subject token says it is {presented}, not an ID token. Send the ID token of the platform: clients with a choice of tokens call it id_token or take it with an option such as --oidc-token-id.",
    hint: "The token says it is {presented}. Have the client send the ID token, which clients with a choice of token types call id_token; to accept access tokens, set accept_access_tokens on the provider.",
  },
  alg_not_allowed: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The signature algorithm is not allowed for this provider.",
    hint: "The token says it is signed with {presented}, which this provider does not allow. If that is a public-key algorithm its issuer really uses, add it to the provider; instead of none or a symmetric one (HS256 and the like), have the issuer sign with RS256 or ES256.",
  },
  ambiguous_claim_name: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "A claim name imitates a registered one.",
    hint: "The claim {claim} folds onto a registered claim name; a careless reader would confuse the two. The issuer has to rename it.",
  },

  // Keys and signature.
  key_not_found: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The key that signed the token is not published by the issuer.",
    hint: "The issuer publishes no usable key with kid {kid}. Keys fetched from the issuer follow a rotation within one minute, keys written into the provider only when they are replaced there. Otherwise the token comes from somebody else, or the provider reads the wrong key set.",
  },
  kid_required: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The token names no key.",
    hint: "The token has no kid and several published keys fit; keys are never tried one after another. Have the issuer name the key, or write the one key into the provider.",
  },
  ambiguous_key: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The issuer publishes several keys under one kid.",
    hint: "Two different keys are published under kid {kid}. The issuer has to give one of them another kid.",
  },
  alg_key_mismatch: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The signature algorithm does not fit the key.",
    hint: "The token says {presented}, the key with kid {kid} is for {expected} (RFC 8725 §3.1). Either the header was forged, or the issuer has to publish the key for the algorithm it signs with.",
  },
  weak_key: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The issuer's key is too weak or out of bounds.",
    hint: "The key with kid {kid} is refused: {detail}. The issuer has to publish a stronger one.",
  },
  jwks_key_invalid: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The issuer's key cannot be used.",
    hint: "The key with kid {kid} cannot be used: {detail}. The issuer has to correct it.",
  },
  bad_signature: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The signature does not verify.",
    hint: "The signature does not verify with the issuer's key {kid}: the token was altered, or signed by somebody else. Have the client send the token exactly as its platform gave it, and see that the provider reads its own issuer's keys.",
  },

  // Claims.
  missing_claim: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "The subject token has no {claim} claim. Have its platform put it there, and check provider_name.",
    hint: "The provider demands the claim {claim}, and the token has none. Have the issuer add it, or change what the provider demands: audience, pins, replay key.",
  },
  bad_claim_type: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The claim {claim} has the wrong JSON type.",
    hint: "The claim {claim} must be {expected}. The issuer has to correct it.",
  },
  bad_claim_value: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The claim {claim} {detail}. Have its platform correct it.",
    hint: "The claim {claim} {detail}. The issuer has to correct it.",
  },
  issuer_mismatch: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The token was issued by somebody else than this provider's issuer.",
    hint: "The token's iss is {presented}; the provider expects {expected}. They are compared exactly: set the provider's token issuer if the token is right.",
  },
  audience_mismatch: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "Invalid audience: provider {provider} expects {expected}, the token carries {presented}. Request the ID token with exactly that audience, or change the provider's audience.",
    hint: "The provider expects the audience {expected}; the token carries {presented}. Have the client request exactly that, change the provider's audience, or list the others as additional audiences.",
  },
  expired: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "The subject token expired {now-expiresAt} ago. Request a fresh ID token right before the exchange.",
    hint: "The token expired at {expiresAt:utc}; it was presented at {now:utc}, {now-expiresAt} later, with {toleranceSeconds:span} of tolerance. Have the client request it right before the exchange; where they are seconds apart, compare the clocks.",
  },
  not_yet_valid: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The subject token is not valid yet. Compare the clocks of its platform and of this server.",
    hint: "The token is valid from {notBefore:utc}; it was presented at {now:utc}, {notBefore-now} earlier. Set the clocks right, or raise the provider's clock tolerance.",
  },
  issued_in_future: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "The subject token was issued in the future. Compare the clocks of its platform and of this server.",
    hint: "The token was issued at {issuedAt:utc}; it was presented at {now:utc}, {issuedAt-now} earlier. Set the clocks right, or raise the provider's clock tolerance.",
  },
  lifetime_too_long: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "The subject token lives longer than this provider allows, which is {limitSeconds:span}. Request a shorter-lived one.",
    hint: "exp - iat is above the provider's limit of {limitSeconds:span}. Have the client request a shorter-lived token, or raise the limit.",
  },
  pin_mismatch: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence: "The token belongs to another {claim} than this provider accepts. Check provider_name.",
    hint: "The provider is pinned to {claim} = {expected}; the token carries {presented}. If that owner is welcome, give it a provider of its own.",
  },
  credential_revoked: {
    kind: "invalid_token",
    disclosure: "always",
    sentence: "The access token presented has ended meanwhile. Exchange a fresh ID token for another one.",
    hint: "The access token was revoked, or expired, while another one was being made with it. Nothing was issued.",
  },
  replayed: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "This subject token was already exchanged, and this provider accepts each token once. Request a fresh ID token.",
    hint: "The provider is single-use and this token was exchanged before. Have the client request a token for each exchange, or make the provider reusable.",
  },
  use_not_known: {
    kind: "invalid_token",
    disclosure: "signature_valid",
    sentence:
      "This provider accepts each token once, and this token is older than what the server remembers. Request a fresh ID token; if it was fresh, another in a minute.",
    hint: "The database was restored from a backup at {restoredAt:utc}, and which tokens were used since that backup was made is forgotten. The provider is single-use, so tokens are refused that were issued before, or after it within the provider's clock tolerance; later ones are accepted.",
  },

  // The mapping.
  mapping_not_found: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Provider {provider} has no identity mapping called {mapping} within reach. Check identity_mapping_name, and project_key if it belongs to a project.",
    hint: "No mapping of that name is available to this provider and project. Names are compared exactly; a project's mappings are found only when the exchange names the project.",
  },
  no_matching_mapping: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "No identity mapping of provider {provider} matches the claims of this token; ask whoever manages the mappings if one should. {nearest}",
    hint: "None of the identity mappings within reach ({considered}) accepts these claims. Correct the one that was meant, clause by clause, or add one.",
  },
  too_much_to_judge: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "To judge this token by the mappings of provider {provider} takes more comparisons than one exchange may. Request a token with fewer claims, such as fewer groups, or ask whoever manages the mappings.",
    hint: "The mappings that this token could match list so many patterns, and the token so many values, that they cannot be compared in {most} steps. Give these mappings a clause with a value written out, so that fewer of them are asked, and write values or globs in the place of regular expressions.",
  },
  unsafe_claim_value: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} cannot use the value of claim {claim}: {detail}. Ask whoever manages the mapping to take another claim.",
    hint: "The mapping {mapping} matched, but a name made from claim {claim} is not acceptable: {detail}. Take another claim, or a pattern that keeps only the acceptable part.",
  },
  template_failed: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} matched, but a name it grants cannot be made from this token: {detail}. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but a name it grants cannot be made: {detail}. Correct the pattern, or have the mapping demand the claim it needs so that the next one is tried.",
  },

  name_too_long: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} matched, but the {what} it makes of this token has {length} characters; at most {most} are taken. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but the {what} it makes of the claims has {length} characters, and at most {most} are taken. Take another claim.",
  },

  // What a mapping takes for granted of the directory.
  user_not_named: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} matched, but names no user. Ask whoever manages the mapping to give it one.",
    hint: "The mapping {mapping} matched, but none of its rules that did names a user, and the token's subject is no name either. Add a user to one of them.",
  },
  domain_not_found: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} names the domain {domain}, and there is none. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but there is no domain {domain}. Create it, or correct the mapping.",
  },
  domain_disabled: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence: "The domain {domain} is disabled. Ask the administrator of this server to enable it.",
    hint: "The mapping {mapping} matched, but the user's domain {domain} is disabled. Enable it to let its users in again.",
  },
  user_not_found: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} names the local user {user}, and there is none. Ask the administrator of this server to create it.",
    hint: "The mapping {mapping} says that {user} is a local user, and there is none of that id, or of that name in the domain. Create it, or have the mapping make a user that needs not exist.",
  },
  user_without_domain: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} names a local user without saying of which domain. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but a local user is found by id, or by name and domain. Add the domain.",
  },
  user_disabled: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence: "The user {user} is disabled. Ask the administrator of this server to enable it.",
    hint: "The mapping {mapping} matched, but the user {user} is disabled. Enable it to let it in again.",
  },
  role_not_found: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} gives the role {role}, and there is none. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but there is no role {role}. Create it, or correct the mapping; roles are never made at login.",
  },
  role_elsewhere: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} gives the role {role} outside of the domain it belongs to. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but the role {role} belongs to another domain than the project it is given in. Take a global role, or one of that domain.",
  },
  project_ambiguous: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} gives roles in the project {project}, and several are called so. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but several projects of the domain {domain} are called {project}. Give the others another name.",
  },
  project_not_made: {
    kind: "no_mapping",
    disclosure: "claims_valid",
    sentence:
      "Identity mapping {mapping} gives roles in the project {project}, which is not there and could not be made. Ask whoever manages the mapping.",
    hint: "The mapping {mapping} matched, but the project {project} could not be made at login. Create it, or correct the mapping. {detail}",
  },

  // What a token is asked for on.
  target_out_of_reach: {
    kind: "unacceptable_target",
    disclosure: "claims_valid",
    sentence:
      "You hold no role on the {kind} {target}, or there is none here. Log in without a scope and list what is in reach, or ask the administrator of this server for a role there.",
    hint: "The mapping {mapping} matched, but the user {user} holds no role on the {kind} {target}: it is not there, it or its domain is disabled, or no role was given there to the user or to one of its groups ({groups}). A group that the rules name and that does not exist is not among them. At a login in one call, a project that is asked for by name is looked for in the user's domain.",
  },

  // The issuer's keys.
  issuer_unreachable: {
    kind: "unavailable",
    disclosure: "always",
    sentence: "The keys of provider {provider} cannot be fetched right now. Try again in a minute.",
    hint: "Fetching {url} failed: {detail}. Look at name resolution, proxy and certificates between this server and the issuer.",
  },
  issuer_response_invalid: {
    kind: "unavailable",
    disclosure: "always",
    sentence: "The keys of provider {provider} cannot be used right now. Try again in a minute.",
    hint: "The answer of {url} is not usable: {detail}. Check the issuer URL and what answers there.",
  },
  blocked_address: {
    kind: "unavailable",
    disclosure: "always",
    sentence: "The keys of provider {provider} cannot be fetched. Ask the administrator of this server.",
    hint: "{url} leads to {address}, which is not a public address. If that is intended, list it in COUNTERSIGN_ISSUER_ALLOW.",
  },
  redirect_refused: {
    kind: "unavailable",
    disclosure: "always",
    sentence: "The keys of provider {provider} cannot be fetched. Ask the administrator of this server.",
    hint: "{url} redirects to another origin; redirects are not followed. If the place it leads to is the issuer's, write that into the provider.",
  },
} satisfies Readonly<Record<string, ReasonRow>>;

export type Reason = keyof typeof rows;
export const reasons: Readonly<Record<Reason, ReasonRow>> = rows;
