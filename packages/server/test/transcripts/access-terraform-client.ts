/**
 * As much of Terraform and its platform and project providers as speaks to a server: what every command asks first, what each
 * resource sends, what it copies from an answer into its state, and when a plan is empty.
 *
 * Sources: jfrog/terraform-provider-platform pkg/platform/provider.go, resource_oidc_configuration.go and
 * resource_oidc_identity_mapping.go; jfrog/terraform-provider-project pkg/project/resource/resource_project.go and
 * resource_project_role.go; jfrog/terraform-provider-shared util/util.go and client/client.go;
 * hashicorp/terraform-plugin-testing helper/resource.
 */

import { isDeepStrictEqual } from "node:util";
import { ask, type ClientAnswer, terraformHeaders } from "./access-clients.ts";
import type { Document } from "./access-world.ts";

/** Attributes of a resource as they are configured and kept in the state; what is not set is absent. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly type: string;
  /** The attribute that ends its path. */
  readonly named: string;
  readonly collection: (attributes: Attributes) => string;
  readonly query: (attributes: Attributes) => string;
  readonly toWire: (attributes: Attributes) => Document;
  /** What a refresh makes of the state. */
  readonly toState: (state: Attributes, document: Document) => Attributes;
  /** Attributes of which another value makes the resource anew. */
  readonly replacing: readonly string[];
  /** What an import has to begin with. */
  readonly identity: readonly string[];
}

export interface Terraform {
  /** What each command does before anything else. @throws when the provider cannot be configured */
  configure(): Promise<{ readonly accessVersion: string }>;
  /** Plans and applies. @returns the state, not refreshed @throws with the answer's body as the provider shows it */
  apply(resource: Resource, planned: Attributes, state: Attributes | null): Promise<Attributes>;
  /** The state after a refresh; null: the resource is gone. */
  refresh(resource: Resource, state: Attributes): Promise<Attributes | null>;
  /** What `ImportStateVerify` compares with the state of the step before. */
  importState(resource: Resource, state: Attributes): Promise<Attributes | null>;
  destroy(resource: Resource, state: Attributes): Promise<void>;
}

/** @param token null: none is known, as where only the environment of another run has one */
export function terraform(url: string, token: string | null): Terraform {
  const headers = terraformHeaders(token);
  const call = (method: string, path: string, body?: Document) =>
    ask(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const usage = (feature: string) =>
    call("POST", "/artifactory/api/system/usage", {
      productId: "terraform-provider-platform/2.2.11",
      features: [{ featureId: "Partner/ACC-007450" }, { featureId: feature }],
    });
  const used = async (resource: Resource, verb: string) => {
    const { status } = await usage(`Resource/${resource.type}/${verb}`);
    if (status >= 400) throw new Error(`failed to send usage: ${status}`);
  };
  const pathOf = (resource: Resource, attributes: Attributes) =>
    `${resource.collection(attributes)}/${encodeURIComponent(String(attributes[resource.named]))}${resource.query(attributes)}`;

  async function refresh(resource: Resource, state: Attributes): Promise<Attributes | null> {
    const [answer] = await Promise.all([call("GET", pathOf(resource, state)), used(resource, "READ")]);
    if (answer.status === 404) return null;
    return resource.toState(state, documentIn(succeeded(answer)));
  }
  async function create(resource: Resource, planned: Attributes): Promise<void> {
    const path = `${resource.collection(planned)}${resource.query(planned)}`;
    succeeded(await call("POST", path, resource.toWire(planned)));
    await used(resource, "CREATE");
  }
  async function destroy(resource: Resource, state: Attributes): Promise<void> {
    succeeded(await call("DELETE", pathOf(resource, state)));
    await used(resource, "DELETE");
  }

  return {
    async configure() {
      const reports = [];
      let accessVersion = "";
      if (token !== null) {
        const artifactory = succeeded(await call("GET", "/artifactory/api/system/version"));
        if (typeof documentIn(artifactory)["version"] !== "string") throw new Error("no Artifactory version");
        reports.push(usage("Terraform/1.12.0"));
        const access = succeeded(await call("GET", "/access/api/v1/system/version"));
        accessVersion = String(documentIn(access)["name"]);
        reports.push(usage("Terraform/1.12.0"));
      }
      reports.push(usage("Terraform/1.12.0"));
      for (const { status } of await Promise.all(reports)) {
        if (status >= 400) throw new Error(`failed to send usage: ${status}`);
      }
      return { accessVersion };
    },
    async apply(resource, planned, state) {
      const replaced = state !== null && resource.replacing.some((name) => planned[name] !== state[name]);
      if (replaced) await destroy(resource, state);
      if (state === null || replaced) await create(resource, planned);
      else {
        succeeded(await call("PUT", pathOf(resource, planned), resource.toWire(planned)));
        await used(resource, "UPDATE");
      }
      return planned;
    },
    refresh,
    importState: (resource, state) =>
      refresh(
        resource,
        Object.fromEntries(Object.entries(state).filter(([name]) => resource.identity.includes(name))),
      ),
    destroy,
  };
}

/**
 * One step of an acceptance test: apply, then a plan without and one with a refresh, both of which must be empty.
 * @returns the state that is not refreshed
 * @throws when a plan is not empty
 */
export async function applied(
  client: Terraform,
  resource: Resource,
  planned: Attributes,
  state: Attributes | null,
): Promise<Attributes> {
  await client.configure();
  const after = await client.apply(resource, planned, state);
  await client.configure();
  const refreshed = await client.refresh(resource, after);
  if (!isDeepStrictEqual(refreshed, planned)) {
    throw new Error(`the plan is not empty: ${JSON.stringify({ planned, refreshed })}`);
  }
  return after;
}

/** @throws as resty's `IsError` has the provider fail */
function succeeded(answer: ClientAnswer): ClientAnswer {
  if (answer.status >= 400) throw new Error(answer.text);
  return answer;
}

/** A body of another content type is not looked at. */
function documentIn({ headers, text }: ClientAnswer): Document {
  return headers["content-type"]?.startsWith("application/json") === true
    ? (JSON.parse(text) as Document)
    : {};
}

/** The members of these names that Go's `omitempty` leaves. */
function copied(document: Document, ...names: readonly string[]): Document {
  const members = names.map((name) => [name, document[name]] as const);
  return Object.fromEntries(
    members.filter(([, value]) => value !== undefined && value !== "" && value !== false),
  );
}

const wireTypes: Readonly<Record<string, string>> = {
  generic: "Generic OpenID Connect",
  GitHubEnterprise: "GitHub Enterprise",
};

/** `platform_oidc_configuration`. */
export const configuration: Resource = {
  type: "platform_oidc_configuration",
  named: "name",
  collection: () => "/access/api/v1/oidc",
  query: () => "",
  toWire(attributes) {
    const type = String(attributes["provider_type"]);
    // For GitHub Enterprise the provider compares what it has translated with what it has not.
    const github = type === "GitHub";
    return {
      name: attributes["name"],
      issuer_url: attributes["issuer_url"],
      provider_type: wireTypes[type] ?? type,
      organization: (github && attributes["organization"]) || "",
      use_default_proxy: attributes["use_default_proxy"],
      ...(github && copied(attributes, "enable_permissive_configuration")),
      ...copied(attributes, "description", "audience", "token_issuer", "azure_app_id", "project_key"),
    };
  },
  toState(state, document) {
    const type = Object.entries(wireTypes).find(([, wire]) => wire === document["provider_type"])?.[0];
    return {
      ...state,
      name: document["name"],
      issuer_url: document["issuer_url"],
      provider_type: type ?? document["provider_type"],
      use_default_proxy: document["use_default_proxy"] ?? false,
      ...copied(document, "description", "audience", "azure_app_id", "token_issuer"),
      ...(document["provider_type"] === "GitHub" && copied(document, "organization")),
      ...(state["enable_permissive_configuration"] !== undefined && {
        enable_permissive_configuration: document["enable_permissive_configuration"] ?? false,
      }),
    };
  },
  replacing: ["name", "provider_type", "project_key"],
  identity: ["name", "project_key"],
};

const specMembers = ["username", "username_pattern", "groups_pattern", "scope", "audience", "expires_in"];

/** `platform_oidc_identity_mapping`; `claims_json` is the text that `jsonencode` makes. */
export const identityMapping: Resource = {
  type: "platform_oidc_identity_mapping",
  named: "name",
  collection: ({ provider_name }) => `/access/api/v1/oidc/${provider_name}/identity_mappings`,
  query: ({ project_key }) => (project_key === undefined ? "" : `?project_key=${project_key}`),
  toWire: (attributes) => ({
    name: attributes["name"],
    provider_name: attributes["provider_name"],
    priority: attributes["priority"],
    claims: JSON.parse(String(attributes["claims_json"])),
    token_spec: { scope: "", ...(attributes["token_spec"] as Document) },
    ...copied(attributes, "description", "project_key"),
  }),
  toState: (state, document) => ({
    ...state,
    name: document["name"],
    priority: document["priority"],
    claims_json: jsonencode(document["claims"]),
    token_spec: copied((document["token_spec"] ?? {}) as Document, ...specMembers),
    ...copied(document, "description", "project_key"),
  }),
  replacing: ["name", "project_key"],
  identity: ["name", "provider_name", "project_key"],
};

/** The text Terraform and Go make of a value: members sorted, three letters escaped. */
export function jsonencode(value: unknown): string {
  const sorted = (one: unknown): unknown =>
    typeof one !== "object" || one === null || Array.isArray(one)
      ? one
      : Object.fromEntries(
          Object.entries(one)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => [name, sorted(member)]),
        );
  return JSON.stringify(sorted(value)).replace(
    /[<>&]/g,
    (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`,
  );
}

const gibibyte = 2 ** 30;

/** `project`, of the project provider. */
export const project: Resource = {
  type: "project",
  named: "key",
  collection: () => "/access/api/v1/projects",
  query: () => "",
  toWire: ({ key, display_name, description, ...attributes }) => ({
    project_key: key,
    display_name,
    description: description ?? "",
    admin_privileges: attributes["admin_privileges"],
    storage_quota_bytes: quotaInBytes(Number(attributes["max_storage_in_gibibytes"])),
    soft_limit: attributes["block_deployments_on_limit"] !== true,
    storage_quota_email_notification: attributes["email_notification"],
  }),
  toState(state, document) {
    const bytes = Number(document["storage_quota_bytes"] ?? 0);
    return {
      ...state,
      key: document["project_key"],
      display_name: document["display_name"],
      max_storage_in_gibibytes: bytes <= -1 ? -1 : Math.floor(bytes / gibibyte),
      block_deployments_on_limit: document["soft_limit"] !== true,
      email_notification: document["storage_quota_email_notification"] ?? false,
      admin_privileges: document["admin_privileges"],
      ...copied(document, "description"),
    };
  },
  replacing: ["key"],
  identity: ["key"],
};

function quotaInBytes(gibibytes: number): number {
  return gibibytes <= -1 ? -1 : gibibytes * gibibyte;
}

/** `project_role`, of the project provider; its lists are sets. */
export const projectRole: Resource = {
  type: "project_role",
  named: "name",
  collection: ({ project_key }) => `/access/api/v1/projects/${project_key}/roles`,
  query: () => "",
  toWire: ({ name, type, environments, actions }) => ({ name, type, environments, actions }),
  toState: (state, document) => ({
    ...state,
    name: document["name"],
    type: document["type"],
    environments: setOf(document["environments"]),
    actions: setOf(document["actions"]),
  }),
  replacing: ["name", "project_key"],
  identity: ["name", "project_key"],
};

function setOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list.toSorted() : [];
}
