/**
 * An installation with one issuer at which workloads log in as OpenStack's clients do: an identity provider `idp1`
 * that an administrator made, whose protocol `openid` follows rules of the test's.
 */

import type { TestApp } from "../app.ts";
import { asAdmin, created, type Document } from "../end-to-end/exchange-world.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { startAppTrusting } from "../trusting-app.ts";
import { type Answer, type Send, sender } from "./keystone-operator.ts";

export interface KeystoneWorld {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** At the Keystone face, with the bootstrap secret. */
  readonly operator: Send;
  /** An ID token of alice's, changed by these claims. */
  idToken(changes?: Document): string;
  /** Makes a protocol of `idp1` with these rules of the admin API, or replaces its rules. */
  protocol(name: string, rules: readonly Document[]): Promise<void>;
  /** Gives a provider the issuer's keys and the audience of its tokens, and whatever else is said. */
  configure(provider: string, changes: Document): Promise<void>;
  /** Logs in. @param how `bearer`: null sends none; absent, alice's ID token */
  logIn(how?: LogIn): Promise<Answer>;
  close(): Promise<void>;
}

interface LogIn {
  readonly bearer?: string | null;
  readonly idp?: string;
  readonly protocol?: string;
  readonly method?: string;
  readonly mount?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const audience = "https://identity.example.com";

/** Grants the user that `name` says, and whatever else is given. */
export function ruleOf(grant: Document = {}, when: readonly Document[] = []): Document {
  const present = { path: ["preferred_username"], test: { kind: "present" } };
  return {
    when: [present, ...when],
    grant: { user: { name: { kind: "placeholders", text: "{0}" } }, ...grant },
  };
}

export async function startKeystoneWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<KeystoneWorld> {
  const issuer = await startIssuer();
  const app = await startAppTrusting(issuer, environment);
  await created(app, "/api/v1/providers", { name: "idp1", issuer_url: issuer.url, audience });
  const mappings = new Map<string, string>();
  const idToken = (changes: Document = {}) =>
    issuer.sign({
      aud: audience,
      sub: "abc",
      preferred_username: "alice",
      groups: ["dev", "ops"],
      ...changes,
    });
  const world: KeystoneWorld = {
    app,
    issuer,
    operator: sender(app),
    idToken,
    async protocol(protocol, rules) {
      const name = `rules-of-${protocol}`;
      const document = { name, provider: "idp1", entry: { kind: "protocol", protocol }, rules };
      const id = mappings.get(protocol);
      if (id !== undefined) await asAdmin(app, "PUT", `/api/v1/mappings/${id}`, document);
      else mappings.set(protocol, String((await created(app, "/api/v1/mappings", document))["id"]));
    },
    async configure(provider, changes) {
      const path = `/api/v1/providers/${provider}`;
      const { issuer_url } = await asAdmin(app, "GET", path);
      const key_source = { kind: "jwks_uri", url: issuer.jwksUri };
      await asAdmin(app, "PUT", path, { name: provider, issuer_url, audience, key_source, ...changes });
    },
    async logIn({ bearer = idToken(), idp = "idp1", protocol = "openid", method = "POST", ...more } = {}) {
      const path = `/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/auth`;
      const response = await app.send(`${more.mount ?? "/v3"}${path}`, {
        method,
        headers: { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...more.headers },
        ...(more.body === undefined ? {} : { body: more.body }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? null : JSON.parse(text),
      };
    },
    async close() {
      await app.close();
      await issuer.close();
    },
  };
  await world.protocol("openid", [ruleOf()]);
  return world;
}

/** The token of a login. @throws when it was refused */
export function tokenOf({ status, headers, body }: Answer): string {
  const token = headers.get("x-subject-token");
  if (status !== 201 || token === null) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return token;
}
