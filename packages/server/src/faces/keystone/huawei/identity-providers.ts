/**
 * What Huawei Cloud's clients say and read of an identity provider beside what Keystone's do. One is in this dialect
 * if it was made with an `sso_type`, or has an OpenID Connect configuration: Keystone's clients write neither. It is
 * in the domain that is always there, unless it is given another: in Huawei Cloud, groups and projects are those of
 * the account, and rules name no domain.
 *
 * Source: "Registering an Identity Provider", "Updating an Identity Provider" (Identity and Access Management, API
 * reference); IdentityproviderOption, IdentityprovidersResult of Huawei Cloud's SDKs.
 */

import { z } from "zod";
import { defaultDomainId } from "../../../core/directory/predefined.ts";
import type { Annotations, JsonObject } from "../../../core/terms.ts";
import type { HttpFailure } from "../../http-failure.ts";
import { failure } from "../errors.ts";
import { keptIn } from "../operator/documents.ts";
import { hasOidcConfiguration } from "./translate-oidc-configuration.ts";

const member = "sso_type";

/**
 * How users sign in at Huawei Cloud. Both are the same here, where rules decide who a user is; by `user.type` also one
 * of the directory.
 */
export const ssoType = z.enum(["virtual_user_sso", "iam_user_sso"], {
  error: "must be virtual_user_sso or iam_user_sso",
});

/** Whether it is shown, and changed, as Huawei Cloud has it. */
export function isOfHuawei(annotations: Annotations): boolean {
  return typeof keptIn(annotations)[member] === "string" || hasOidcConfiguration(annotations);
}

/** The domain of a new one that is given none; null: one of its own. */
export function usualDomainId(annotations: Annotations): string | null {
  return isOfHuawei(annotations) ? defaultDomainId : null;
}

/** What is shown of it beside Keystone's members, unless it was sent. */
export function huaweiMembers(annotations: Annotations): JsonObject {
  return isOfHuawei(annotations) ? { [member]: "virtual_user_sso" } : {};
}

/** Which tokens it accepts is not to be said in two ways. */
export function issuersElsewhere(): HttpFailure {
  return failure(409, {
    message: "Conflict occurred attempting to store identity_provider - remote_ids follow from idp_url.",
    advice:
      "This identity provider has an sso_type or an OpenID Connect configuration: the issuer it accepts is the configuration's idp_url. Change that, and leave remote_ids out.",
  });
}
