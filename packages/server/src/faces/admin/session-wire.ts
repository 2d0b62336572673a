/** Documents of sessions. A credential is only ever read; what a session is found by is in its cookie alone. */

import { z } from "zod";
import { principalDocument } from "./principal-wire.ts";
import { timestamp } from "./wire.ts";

/** Longer ones are no credential of ours. */
const longestCredential = 16_384;

export const credentialDocument = z
  .object({
    token: z
      .string()
      .min(1, { error: "must not be empty" })
      .max(longestCredential)
      .meta({ description: "An administrator's secret. It is not kept.", format: "password" }),
  })
  .meta({ id: "SessionCredential" });

export const sessionDocument = z
  .object({
    principal: principalDocument,
    method: z.enum(["token", "single_sign_on"]),
    csrf_token: z.string().meta({
      description: "To be sent in `X-Countersign-CSRF` with every request but GET and HEAD.",
    }),
    signed_in_at: timestamp,
    confirmed_until: timestamp.meta({
      description: "Until when the session may do what only operators do; sign in again to renew it.",
    }),
    idle_expires_at: timestamp.meta({ description: "When it ends if nothing is asked." }),
    expires_at: timestamp.meta({ description: "When it ends whatever happens." }),
    warnings: z.array(
      z.object({
        code: z.enum(["bootstrap_secret_active", "first_secret_active"]),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: "Session" });

export const sessionOptionsDocument = z
  .object({
    single_sign_on: z
      .object({ provider: z.string().meta({ description: "Name of the provider people sign in through." }) })
      .nullable()
      .meta({ description: "Begin at `/console/sign-in/start`; null: there is none here." }),
  })
  .meta({ id: "SessionOptions" });
