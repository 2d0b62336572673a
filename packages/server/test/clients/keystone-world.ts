/**
 * What OpenStack's and Huawei Cloud's clients find: the server with one identity provider for GitHub Actions, set up
 * over the Keystone face as an operator does it, projects, and a group whose members work in one of them.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type TestApp } from "../app.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { ask } from "../transcripts/access-clients.ts";
import type { Document } from "./conversation.ts";

export interface KeystoneWorld {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** Ids of what was made: a project where the group `deployers` has the role `member`, and one where nobody has any. */
  readonly projects: { readonly shop: string; readonly vault: string };
  /** Of the domain where the group `deployers` has the role `reader`. */
  readonly domain: string;
  /** Of the group `deployers`, and of the roles of that name. */
  readonly ids: { readonly deployers: string; readonly member: string; readonly service: string };
  /** A token as GitHub Actions issues it to a workflow of octo-org/app on its main branch, but for the changes. */
  idToken(changes?: Document): string;
  /** Sends what an operator sends; what comes back. @throws with the answer where it is no success */
  operate(method: string, path: string, body?: unknown): Promise<Document>;
  /** Method, path and status of every request since the last call, in order of arrival. */
  requests(): readonly string[];
  close(): Promise<void>;
}

export const identityProvider = "github";
export const protocol = "openid";
export const audience = "https://sts.example.com";
/** What becomes the user's name. */
export const subject = "repo:octo-org/app:ref:refs/heads/main";
/** As the log of requests has it. */
export const loginRoute = "/v3/OS-FEDERATION/identity_providers/:idp/protocols/:protocol/auth";
export const loginPath = `/v3/OS-FEDERATION/identity_providers/${identityProvider}/protocols/${protocol}/auth`;

/** Workflows of octo-org/app are members of the group `deployers`. */
export const rules = [
  {
    local: [{ user: { name: "{0}" } }, { group: { name: "deployers", domain: { name: "Default" } } }],
    remote: [{ type: "sub" }, { type: "repository", any_one_of: ["octo-org/app"] }],
  },
];

/** @param environment settings of the server, and issuers it may ask beside its own */
export async function startKeystoneWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<KeystoneWorld> {
  const issuer = await startIssuer();
  const folder = await mkdtemp(join(tmpdir(), "countersign-ca-"));
  await writeFile(join(folder, "ca.pem"), issuer.ca);
  const { COUNTERSIGN_ISSUER_ALLOW: allowed, ...others } = environment;
  const app = await startApp({
    COUNTERSIGN_ISSUER_ALLOW: [issuer.origin, ...(allowed === undefined ? [] : [allowed])].join(","),
    COUNTERSIGN_ISSUER_CA_FILE: join(folder, "ca.pem"),
    ...others,
  });
  const operate: KeystoneWorld["operate"] = async (method, path, body) => {
    const { status, text } = await ask(`${app.url}${path}`, {
      method,
      headers: {
        "x-auth-token": app.adminToken,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === "" ? {} : (JSON.parse(text) as Document);
  };
  const made = await setUp(operate, issuer);
  let read = app.log.length;
  return {
    app,
    issuer,
    ...made,
    operate,
    idToken: (changes = {}) =>
      issuer.sign({ aud: audience, sub: subject, repository: "octo-org/app", ...changes }),
    requests() {
      const lines = app.log.slice(read);
      read = app.log.length;
      return lines.flatMap((line) => {
        const { msg, method, route, status } = JSON.parse(line) as Document;
        return msg === "answered" ? [`${method} ${route} ${status}`] : [];
      });
    },
    async close() {
      await app.close();
      await issuer.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function setUp(operate: KeystoneWorld["operate"], issuer: TestIssuer) {
  const create = async (kind: string, members: Document) => {
    const answer = (await operate("POST", `/v3/${kind}s`, { [kind]: members }))[kind] as Document;
    return String(answer["id"]);
  };
  const member = await roleCalled(operate, "member");
  const reader = await roleCalled(operate, "reader");
  const service = await roleCalled(operate, "service");
  const shop = await create("project", { name: "shop", domain_id: "default" });
  const vault = await create("project", { name: "vault", domain_id: "default" });
  const domain = await create("domain", { name: "octo" });
  const deployers = await create("group", { name: "deployers", domain_id: "default" });
  await operate("PUT", `/v3/projects/${shop}/groups/${deployers}/roles/${member}`);
  await operate("PUT", `/v3/domains/${domain}/groups/${deployers}/roles/${reader}`);
  const service_id = await create("service", { type: "compute", name: "nova" });
  const url = "https://nova.example/v2.1/%(project_id)s";
  await create("endpoint", { service_id, interface: "public", url });
  await operate("PUT", `/v3/OS-FEDERATION/mappings/${identityProvider}`, { mapping: { rules } });
  await operate("PUT", `/v3/OS-FEDERATION/identity_providers/${identityProvider}`, {
    identity_provider: { enabled: true, remote_ids: [issuer.url], domain_id: "default" },
  });
  await operate("PUT", `/v3/OS-FEDERATION/identity_providers/${identityProvider}/protocols/${protocol}`, {
    protocol: { mapping_id: identityProvider },
  });
  return { projects: { shop, vault }, domain, ids: { deployers, member, service } };
}

async function roleCalled(operate: KeystoneWorld["operate"], name: string): Promise<string> {
  const { roles } = (await operate("GET", `/v3/roles?name=${name}`)) as { roles: readonly Document[] };
  return String(roles[0]?.["id"]);
}
