/** The users that service tokens stand for: the same for the same name, and nobody else's. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isServiceToken,
  serviceUser,
  userOfServiceToken,
} from "../../../src/core/directory/service-users.ts";
import { federatedUserId } from "../../../src/core/directory/user-id.ts";
import { patience, tried } from "../../properties/property.ts";

/** What the id is made of, in its place. */
const asItStands = (text: string) => text;

describe("the user of a service token", () => {
  it("is in the default domain, under the token's name", () => {
    const principal = { name: "service:ops" };
    expect(serviceUser(asItStands, principal)).toMatchObject({ domainId: "default", name: "ops" });
    expect(userOfServiceToken(asItStands, "ops")).toEqual(serviceUser(asItStands, principal));
    expect(serviceUser(asItStands, { name: "bootstrap" })).toMatchObject({ name: "bootstrap" });
    expect(serviceUser(asItStands, { name: "ops" }).id).not.toBe(serviceUser(asItStands, principal).id);
  });

  it(
    "has an id that no identity provider can give anybody, whatever it calls its users and domains are called",
    () => {
      const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).map((token) => `service:${token}`);
      const principal = fc.oneof(fc.constant("bootstrap"), name);
      const domain = fc.string({ minLength: 1 }).filter((id) => !id.includes("/"));
      fc.assert(
        fc.property(principal, domain, fc.string(), (one, domainId, rest) => {
          const { id, name } = serviceUser(asItStands, { name: one });
          for (const unique of [rest, name, one, `/${one}`]) {
            for (const whose of [domainId, "default"]) {
              expect(federatedUserId(asItStands, whose, unique)).not.toBe(id);
            }
          }
        }),
        tried(51, 300),
      );
    },
    patience.timeout,
  );

  it("has a password only if the secret is a service token", () => {
    expect(isServiceToken({ name: "service:ops", tokenId: null })).toBe(true);
    expect(isServiceToken({ name: "bootstrap", tokenId: null })).toBe(false);
    expect(isServiceToken({ name: "service:ops", tokenId: "t" })).toBe(false);
  });
});
