/**
 * The faces there are, by the name that switches each, and what each makes of its own tokens. A new face is a
 * line in each table.
 */

import type { Finding } from "./core/linting/lint.ts";
import type { Registry } from "./core/matching/registry.ts";
import type { Claims, FaceName, ProviderDraft } from "./core/terms.ts";
import type { TokenAuthority } from "./credentials.ts";
import { lintConfiguration } from "./faces/access/lint-configuration.ts";
import {
  authorityOf as accessAuthorityOf,
  describeToken as describeAccessToken,
} from "./faces/access/profile.ts";
import { accessFaces } from "./faces/access/routes.ts";
import {
  authorityOf as adminAuthorityOf,
  layoutAccessToken as layoutSessionToken,
} from "./faces/admin/profile.ts";
import { adminFaces } from "./faces/admin/routes.ts";
import { consoleFaces } from "./faces/console/routes.ts";
import type { Face } from "./faces/http.ts";
import { keystoneFaces } from "./faces/keystone/routes.ts";
import {
  describeToken as describeKeystoneToken,
  authorityOf as keystoneAuthorityOf,
} from "./faces/keystone/tokens/profile.ts";
import { stillStands } from "./faces/keystone/tokens/standing.ts";
import { discoveryOf } from "./faces/keystone/versions.ts";
import {
  describeToken as describeOauthToken,
  authorityOf as oauthAuthorityOf,
} from "./faces/oauth/profile.ts";
import { publishedFaces } from "./faces/oauth/published.ts";
import { oauthFaces } from "./faces/oauth/routes.ts";
import { operationsFaces } from "./faces/operations.ts";
import { rootFace } from "./faces/root.ts";
import type { TokenDescription } from "./faces/services/tokens.ts";
import type { FaceServices, faceNames } from "./faces/services.ts";

/** The faces there are, by the name that switches them. */
const faces: Readonly<Record<(typeof faceNames)[number], (services: FaceServices) => readonly Face[]>> = {
  access: accessFaces,
  oauth: oauthFaces,
  keystone: keystoneFaces,
  admin: adminFaces,
  // A client of the admin API: what its sessions hold is a token of that face.
  console: (services) => consoleFaces(services, { face: "admin", layout: layoutSessionToken }),
};

/** What each face's own tokens allow on it. */
export const authorities = new Map<FaceName, (claims: Claims) => TokenAuthority>([
  ["access", accessAuthorityOf],
  ["oauth", oauthAuthorityOf],
  ["keystone", keystoneAuthorityOf],
  ["admin", adminAuthorityOf],
]);

/** What each face says of its own tokens. */
export const describeToken = new Map<FaceName, (claims: Claims) => TokenDescription>([
  ["access", describeAccessToken],
  ["oauth", describeOauthToken],
  ["keystone", describeKeystoneToken],
]);

/** Whether a face's own tokens are still worth anything; those of a face that is not listed always are. */
export const standing = new Map<
  FaceName,
  (claims: Claims, providerId: string | null, registry: Registry) => boolean
>([["keystone", stillStands]]);

/** What a face finds in the documents that providers were made from. */
export function lintProviderDocument(draft: ProviderDraft): readonly Finding[] {
  return lintConfiguration(draft);
}

/** What is to be mounted: health, metrics, keys and metadata always, the others as the settings name them. */
export function mountedFaces(services: FaceServices): readonly Face[] {
  const named = services.settings.faces.flatMap((name) => faces[name](services));
  const discovery = services.settings.faces.includes("keystone") ? discoveryOf : null;
  return [...operationsFaces(services), rootFace(services, discovery), ...publishedFaces(services), ...named];
}
