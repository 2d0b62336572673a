/**
 * What Huawei Cloud's clients ask a token about beside Keystone's. Their domain is the account, and they take the first
 * one listed for it; their project is the one that has the name of their region, looked for among all projects, of
 * which they see their own. This is so for whoever came in through an identity provider of Huawei's kind; Keystone
 * lists a domain only where there is a role on it, and projects to administrators.
 *
 * Source: huaweicloud/huaweicloud-sdk-python-v3 core, GlobalCredentials and BasicCredentials.
 */

import { findIdentityProvider } from "../../../core/directory/doors.ts";
import { domainsInReach, projectsInReach } from "../../../core/directory/roles.ts";
import type { Standing } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { Project } from "../../../core/terms.ts";
import { roleHolderOf, type TokenContents } from "../tokens/profile.ts";
import { isOfHuawei } from "./identity-providers.ts";

/** The domains a token can be scoped to; before them, to Huawei Cloud's clients, the one its user is in. */
export function domainsOf(registry: Registry, contents: TokenContents): readonly Standing<"domain">[] {
  const reach = domainsInReach(registry, roleHolderOf(contents));
  const home = cameInAsHuaweis(registry, contents)
    ? registry.directory.get("domain", contents.user.domain.id)
    : undefined;
  return home === undefined ? reach : [home, ...reach.filter(({ id }) => id !== home.id)];
}

/** The projects among which its user finds its own; undefined: nobody but an administrator looks there. */
export function projectsOf(registry: Registry, contents: TokenContents): readonly Project[] | undefined {
  return cameInAsHuaweis(registry, contents) ? projectsInReach(registry, roleHolderOf(contents)) : undefined;
}

function cameInAsHuaweis(registry: Registry, { door }: TokenContents): boolean {
  const identityProvider = door === null ? undefined : findIdentityProvider(registry, door.identityProvider);
  return identityProvider !== undefined && isOfHuawei(identityProvider.annotations);
}
