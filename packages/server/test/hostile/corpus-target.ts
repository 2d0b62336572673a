/** Corpus cases about the interfaces that configure: a document that must not be saved, a credential that is none. */

import { expect } from "vitest";
import { z } from "zod";
import { expectBody } from "./corpus-check.ts";
import { type Run, tokenFor } from "./corpus-exchange.ts";
import { expand } from "./corpus-expand.ts";
import type { CorpusServer } from "./corpus-server.ts";

/** Sends the case to its target, and a provider to both interfaces that know providers. */
export async function runAtTarget(run: Run): Promise<void> {
  const { how, expect: expected } = run.one;
  const { server, placeholders } = run.world;
  const document = Object(expand(how.body ?? {}, placeholders()));
  switch (how.target) {
    case "admin.create_provider": {
      const answer = await server.asAdmin("POST", "/api/v1/providers", document);
      const { errors } = z
        .object({ errors: z.array(z.object({ pointer: z.string() })) })
        .parse(await answer.json());
      expect([answer.status, errors]).toEqual([
        expected.status,
        [expect.objectContaining({ pointer: "/issuer_url" })],
      ]);
      expect((await server.asAdmin("GET", `/api/v1/providers/${document.name}`)).status).toBe(404);
      const vendor = await server.asAdmin("POST", "/access/api/v1/oidc", {
        provider_type: "generic",
        ...document,
      });
      expect([vendor.status, await vendor.text()]).toEqual([
        expected.status,
        expect.stringContaining("issuer_url"),
      ]);
      return;
    }
    case "admin.list_providers": {
      const credential = await credentialOf(run, await tokenFor(run, how));
      for (const path of ["/api/v1/providers", "/access/api/v1/oidc"]) {
        const answer = await fetch(`${server.url}${path}`, { headers: asBearer(credential) });
        expect(answer.status).toBe(expected.status);
        expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer /);
      }
      return;
    }
    case "introspect": {
      const token = await tokenFor(run, how);
      const known = { ...placeholders(), token };
      const parameters = { token, ...Object(expand(how.body ?? {}, known)) };
      const answer = await askAboutToken(server, parameters, await credentialOf(run, token));
      const text = await answer.text();
      expect(answer.status, text).toBe(expected.status);
      expectBody(text, expected, known);
      if (expected.active !== undefined) expect(JSON.parse(text)).toMatchObject({ active: expected.active });
      return;
    }
    default:
      throw new Error(`nothing is known of the target ${how.target}`);
  }
}

/** Who the case says is asking: an administrator where it says nothing. @param token of the case */
async function credentialOf(run: Run, token: string): Promise<string | null> {
  const { authorization, token_from } = run.one.how;
  switch (authorization) {
    case undefined:
      return run.world.server.adminToken;
    case "none":
      return null;
    case "subject_token":
      return token_from === undefined ? token : tokenFor(run, {});
    case "own_access_token":
      return token_from === authorization ? token : tokenFor(run, { token_from: authorization });
  }
}

function asBearer(credential: string | null): Readonly<Record<string, string>> {
  return credential === null ? {} : { authorization: `Bearer ${credential}` };
}

/** @see RFC 7662 section 2.1 */
export function askAboutToken(
  { url }: CorpusServer,
  parameters: Readonly<Record<string, string>>,
  credential: string | null,
): Promise<Response> {
  return fetch(`${url}/oauth2/introspect`, {
    method: "POST",
    headers: asBearer(credential),
    body: new URLSearchParams(parameters),
  });
}
