/** The preset for an issuer nothing is known of: no claim of it is vouched for, none is suspected. */

import { type Preset, reusable } from "./preset.ts";

export const generic: Preset = {
  id: "generic",
  title: "Any OpenID Connect issuer",
  issuers: ["https://{host}"],
  algorithms: ["RS256", "ES256"],
  audienceAdvice:
    "Choose an audience that only this server answers to, such as its public URL, and have the issuer put it into the tokens meant for here.",
  replay: {
    recommended: reusable,
    why: "Whether the issuer numbers its tokens is unknown. Switch to single use once its tokens are seen to carry a jti of their own.",
  },
  traits: {
    title: "this issuer",
    shared: false,
    fixedAudience: null,
    immutable: [],
    names: [],
    callerControlled: [],
    conditions: [],
    changing: [],
    subjectFormats: [],
    subjectIds: null,
  },
  recommendedClaims: { sub: "<the subject, exactly as the token carries it>" },
  dangerousBindings: [
    {
      binding: "only the audience",
      why: "Everybody for whom the issuer signs can usually ask for any audience.",
    },
    {
      binding: "email or another display name",
      why: "People change and choose such values. sub is the one the standard promises never to give to somebody else.",
    },
  ],
  examples: [
    {
      title: "a token of a generic issuer",
      claims: {
        iss: "https://issuer.example.com",
        aud: "https://sts.example.com",
        sub: "workload-42",
        jti: "5f0d3f52-7d0e-4a55-9a0e-0d4e7c1b2a10",
        iat: 1789000000,
        exp: 1789003600,
      },
    },
  ],
  source: null,
  unconfirmed: "Everything: read one token of the issuer before writing mappings.",
};
