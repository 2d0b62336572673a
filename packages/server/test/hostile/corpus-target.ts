/** Corpus cases about the interfaces that configure: a document that must not be saved, a credential that is none. */

import { expect } from "vitest";
import { z } from "zod";
import { type Run, tokenFor } from "./corpus-exchange.ts";
import { expand } from "./corpus-expand.ts";

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
      const token = await tokenFor(run, {
        ...how,
        ...(how.authorization === "own_access_token" && { token_from: how.authorization }),
      });
      for (const path of ["/api/v1/providers", "/access/api/v1/oidc"]) {
        const answer = await fetch(`${server.url}${path}`, {
          headers: how.authorization === "none" ? {} : { authorization: `Bearer ${token}` },
        });
        expect(answer.status).toBe(expected.status);
        expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer /);
      }
      return;
    }
    default:
      throw new Error(`nothing is sent to ${how.target} alone`);
  }
}
