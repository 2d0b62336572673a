/** Issued tokens and who asks about them: what the tests of introspection and revocation begin with. */

import { decodeJwt } from "jose";
import type { TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";
import type { World } from "./oauth-world.ts";

export interface Issued {
  readonly accessToken: string;
  readonly referenceToken: string;
  readonly tokenId: string;
}

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
/** As RFC 6749 section 2.3.1 has clients write it. */
export const basic = (secret: string, id = "rs") => ({
  authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret).replaceAll("_", "%5F")}`)}`,
});

/** Exchanges on the OAuth face. */
export async function issue(
  world: World,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Issued> {
  return issuedIn(await world.exchange({ include_reference_token: "true", ...parameters }));
}

/** Exchanges on the JFrog face. */
export async function issueOnAccess(world: World): Promise<Issued> {
  return issuedIn(
    await world.app.send("/access/api/v1/oidc/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: world.idToken(),
        provider_name: "ci",
        include_reference_token: true,
      }),
    }),
  );
}

async function issuedIn(response: Response): Promise<Issued> {
  const body = (await response.json()) as { access_token: string; reference_token: string };
  return {
    accessToken: body.access_token,
    referenceToken: body.reference_token,
    tokenId: String(decodeJwt(body.access_token).jti),
  };
}

/** Posts a form to an endpoint of the OAuth face. */
export function post(
  world: World,
  path: "introspect" | "revoke",
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return world.app.send(`/oauth2/${path}`, {
    method: "POST",
    headers,
    body: new URLSearchParams(parameters),
  });
}

/** What introspection says to an administrator. */
export async function introspected(world: World, token: string): Promise<Record<string, unknown>> {
  const response = await post(world, "introspect", { token }, bearer(world.app.adminToken));
  return (await response.json()) as Record<string, unknown>;
}

/** A service token made on the server's machine. */
export async function serviceToken(
  world: { readonly app: Pick<TestApp, "dataDir"> },
  ...options: readonly string[]
): Promise<string> {
  const made = await runCommand([
    "admin",
    "token",
    "create",
    ...options,
    "--json",
    "--data-dir",
    world.app.dataDir,
  ]);
  return String(made.json()["secret"]);
}
