/**
 * The interfaces at which issuers are written and shown, as their clients ask them. Cases about the configuration are
 * put to the one that goes with a face.
 */

import type { CorpusServer } from "./corpus-server.ts";

/** A provider as a case writes it. */
export interface WrittenProvider {
  readonly name: string;
  readonly issuer_url: string;
  readonly audience: string;
}

export interface AdministrationRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "GET";
  readonly path: string;
  /** Absent: none is sent. */
  readonly document?: object;
}

export interface Administration {
  /** The headers of whoever asks with a credential. */
  presenting(credential: string): Readonly<Record<string, string>>;
  /** What whoever may not ask is challenged with. */
  readonly challenge: RegExp;
  /** The path of all providers; each is shown below it under its name. */
  readonly list: string;
  /** What has to be there before a provider of that name can be made; null: nothing. */
  preparation(name: string): AdministrationRequest | null;
  creation(provider: WrittenProvider): AdministrationRequest;
  /** Gives a provider that is there another issuer. */
  change(provider: WrittenProvider): AdministrationRequest;
  /** How a refusal names the issuer. */
  readonly member: string;
}

const adminPath = "/api/v1/providers";
const jfrogPath = "/access/api/v1/oidc";
const keystonePath = "/v3/OS-FEDERATION/identity_providers";
const huaweiPath = (name: string) => `/v3.0/OS-FEDERATION/identity-providers/${name}/openid-connect-config`;

const asBearer = {
  presenting: (credential: string) => ({ authorization: `Bearer ${credential}` }),
  challenge: /^Bearer /,
  preparation: () => null,
};
const asKeystone = {
  presenting: (credential: string) => ({ "x-auth-token": credential }),
  challenge: /^Keystone uri="/,
  list: keystonePath,
};

export const adminApi: Administration = {
  ...asBearer,
  list: adminPath,
  creation: (document) => ({ method: "POST", path: adminPath, document }),
  change: (document) => ({ method: "PUT", path: `${adminPath}/${document.name}`, document }),
  member: '"pointer":"/issuer_url"',
};

export const jfrogConfigurations: Administration = {
  ...asBearer,
  list: jfrogPath,
  creation: (provider) => ({ method: "POST", path: jfrogPath, document: asGeneric(provider) }),
  change: (provider) => ({
    method: "PUT",
    path: `${jfrogPath}/${provider.name}`,
    document: asGeneric(provider),
  }),
  member: '"issuer_url ',
};

function asGeneric(provider: WrittenProvider): object {
  return { provider_type: "generic", ...provider };
}

export const identityProviders: Administration = {
  ...asKeystone,
  preparation: () => null,
  creation: (provider) => accepting("PUT", provider),
  change: (provider) => accepting("PATCH", provider),
  member: "remote_ids",
};

function accepting(method: "PUT" | "PATCH", { name, issuer_url }: WrittenProvider): AdministrationRequest {
  const identity_provider = { enabled: true, remote_ids: [issuer_url] };
  return { method, path: `${keystonePath}/${name}`, document: { identity_provider } };
}

export const openidConfigurations: Administration = {
  ...asKeystone,
  preparation: (name) => ({
    method: "PUT",
    path: `${keystonePath}/${name}`,
    document: { identity_provider: { enabled: true } },
  }),
  creation: (provider) => configured("POST", provider),
  change: (provider) => configured("PUT", provider),
  member: "openid_connect_config.idp_url",
};

function configured(method: "POST" | "PUT", { name, issuer_url }: WrittenProvider): AdministrationRequest {
  // The corpus's audience is shorter than the vendor allows.
  const openid_connect_config = { access_mode: "program", idp_url: issuer_url, client_id: "corpus" };
  return { method, path: huaweiPath(name), document: { openid_connect_config } };
}

/** Asks an interface. @param credential null: nobody asks; absent: the administrator */
export function administer(
  { url, adminToken }: CorpusServer,
  { presenting }: Administration,
  { method, path, document }: AdministrationRequest,
  credential: string | null = adminToken,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      ...(credential !== null && presenting(credential)),
      ...(document !== undefined && { "content-type": "application/json" }),
    },
    ...(document !== undefined && { body: JSON.stringify(document) }),
  });
}
