/**
 * Whose language a mapping is written in, which decides what a group without a domain means: nothing to Keystone, a
 * group of the account to Huawei Cloud. A document is Huawei's if it has only what Huawei's documents have, names no
 * version of Keystone's schema, says who the user is, as every one of Huawei's has to, and calls claims what the
 * ID token calls them: Keystone's mappings have the names that Apache gives them.
 *
 * Source: "Syntax of Identity Conversion Rules" (Identity and Access Management, user guide); MappingOption,
 * RulesLocal, RulesRemote of Huawei Cloud's SDKs.
 */

import { z } from "zod";
import type { JsonValue } from "../../../core/terms.ts";
import type { MappingDialect } from "../rules/wire-mapping-rules.ts";

/** `OIDC-email`, `OIDC_CLAIM_email`, `HTTP_OIDC_EMAIL`, `REMOTE_USER`, `MELLON_…`, `SSL_CLIENT_…`: from the environment. */
const environment = /^(?:OIDC[-_]|[A-Z]{3,}_[A-Z])/;

const named = z.strictObject({ name: z.string() });
const local = z.strictObject({
  user: named.optional(),
  group: named.optional(),
  groups: z.string().optional(),
});
const expected = z.array(z.unknown()).optional();
const remote = z.strictObject({
  type: z.string().refine((type) => !environment.test(type)),
  any_one_of: expected,
  not_any_of: expected,
  regex: z.boolean().optional(),
});
const huaweis = z.looseObject({
  rules: z
    .array(z.strictObject({ local: z.array(local), remote: z.array(remote) }))
    .refine((rules) => rules.some(({ local: blocks }) => blocks.some(({ user }) => user !== undefined))),
  schema_version: z.null().optional(),
});

/** @param mapping what stands under `mapping` in the body */
export function dialectOf(mapping: JsonValue): MappingDialect {
  return huaweis.safeParse(mapping).success ? "huawei" : "keystone";
}
