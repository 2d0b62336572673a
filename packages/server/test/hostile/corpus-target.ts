/** Corpus cases about the interfaces that configure: a document that must not be saved, a credential that is none. */

import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { type AdministrationRequest, administer, type WrittenProvider } from "./corpus-administration.ts";
import { expectBody } from "./corpus-check.ts";
import { type Run, tokenFor } from "./corpus-exchange.ts";
import { expand } from "./corpus-expand.ts";
import type { CorpusServer } from "./corpus-server.ts";

/** Sends the case to its target, at the interface that goes with the face. */
export async function runAtTarget(run: Run): Promise<void> {
  const { how, expect: expected } = run.one;
  const { server, placeholders } = run.world;
  switch (how.target) {
    case "admin.create_provider":
      return expectNotSaved(run, providerDocument.parse(expand(how.body, placeholders())));
    case "admin.list_providers": {
      const { administration } = run.face;
      const credential = await credentialOf(run, await tokenFor(run, how));
      const asked = { method: "GET", path: administration.list } as const;
      const answer = await administer(server, administration, asked, credential);
      expect(answer.status).toBe(expected.status);
      expect(answer.headers.get("www-authenticate")).toMatch(administration.challenge);
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

const providerDocument = z.strictObject({ name: z.string(), issuer_url: z.string(), audience: z.string() });

/** Its issuer is refused by its name, both in a new provider and in the place of a good one, and stands nowhere. */
async function expectNotSaved({ world, face, one }: Run, bad: WrittenProvider): Promise<void> {
  const { administration } = face;
  const ask = async (request: AdministrationRequest) => {
    const answer = await administer(world.server, administration, request);
    return { status: answer.status, text: await answer.text() };
  };
  const done = async (request: AdministrationRequest | null) => {
    if (request === null) return;
    const { status, text } = await ask(request);
    expect(status, text).toBeLessThan(300);
  };
  const shown = async (name: string) =>
    (await ask({ method: "GET", path: `${administration.list}/${name}` })).text;
  const refused = { status: one.expect.status, text: expect.stringContaining(administration.member) };

  await done(administration.preparation(bad.name));
  expect(await ask(administration.creation(bad))).toEqual(refused);
  expect(await shown(bad.name)).not.toContain(JSON.stringify(bad.issuer_url));

  const name = `good-${randomUUID()}`;
  const good = { ...bad, name, issuer_url: `https://${name}.example` };
  await done(administration.preparation(name));
  await done(administration.creation(good));
  expect(await ask(administration.change({ ...bad, name }))).toEqual(refused);
  expect(await shown(name)).toContain(JSON.stringify(good.issuer_url));
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
