/** Records as the API answers them, for tests of what is made of them. */

import type { Exchange, Explanation } from "@countersign/client";

/** An accepted exchange, with what a test changes of it. */
export function exchange(changed: Partial<Exchange> = {}): Exchange {
  return {
    id: "019d0000-0000-7000-8000-000000000000",
    request_id: "019d0000-0000-7000-8000-0000000000aa",
    at: "2026-11-27T02:13:00Z",
    face: "oauth",
    outcome: "issued",
    reason: null,
    hint: null,
    evidence: {},
    progress: "claims_valid",
    provider: "github",
    issued_by: null,
    mapping: "deploy",
    revision: 7,
    subject: "repo:acme/shop:ref:refs/heads/main",
    client: { address_prefix: "192.0.2.0/24", user_agent: null },
    token: { id: "019d0000-0000-7000-8000-0000000000bb", expires_at: "2026-11-27T03:13:00Z" },
    details: {
      claims: { sub: "repo:acme/shop:ref:refs/heads/main" },
      project: null,
      mapping: null,
      requested_audience: [],
      context: {},
      grant: {
        user: null,
        groups: ["deployers"],
        project_roles: [],
        admin: false,
        own_permissions: false,
        audience: ["https://artifacts.example"],
        lifetime_seconds: 3600,
      },
    },
    ...changed,
  };
}

/** A refused one. */
export function refusal(reason: string, changed: Partial<Exchange> = {}): Exchange {
  return exchange({
    outcome: "refused",
    reason,
    token: null,
    mapping: null,
    hint: "Do this next.",
    ...changed,
  });
}

/** An explanation of an accepted record, with what a test changes of it. */
export function explanation(changed: Partial<Explanation> = {}): Explanation {
  return {
    verdict: "accepted",
    about: "record",
    verified: true,
    reason: null,
    progress: "claims_valid",
    caller_sentence: null,
    hint: null,
    evidence: {},
    provider: "github",
    mapping: "deploy",
    grant: exchange().details?.grant ?? null,
    would_be_replayed: null,
    trials: [],
    rules: [],
    draft: null,
    considered: 1,
    nearest: null,
    revision: 7,
    at: "2026-11-27T02:13:00Z",
    remarks: [],
    ...changed,
  };
}
