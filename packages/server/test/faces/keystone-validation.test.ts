import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Answer, errorOf } from "./keystone-operator.ts";
import { type KeystoneWorld, ruleOf, startKeystoneWorld, tokenOf } from "./keystone-world.ts";

let world: KeystoneWorld;
beforeAll(async () => {
  world = await startKeystoneWorld();
});
afterAll(() => world.close());

interface Question {
  readonly as?: string | null;
  readonly subject?: string | null;
  readonly method?: string;
  readonly query?: string;
  readonly of?: KeystoneWorld;
}

/** Asks about a token. @param question `as`: absent, the bootstrap secret */
async function ask(question: Question): Promise<Answer> {
  const { of = world, method = "GET", query = "", subject = null } = question;
  const { as = of.app.adminToken } = question;
  const response = await of.app.send(`/v3/auth/tokens${query}`, {
    method,
    headers: {
      ...(as === null ? {} : { "x-auth-token": as }),
      ...(subject === null ? {} : { "x-subject-token": subject }),
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

const ofBob = () => world.idToken({ preferred_username: "bob" });

describe("a token that is asked about", () => {
  it("is shown as it was at login, to an administrator and to itself", async () => {
    const answer = await world.logIn();
    const subject = tokenOf(answer);
    for (const as of [world.app.adminToken, subject]) {
      const told = await ask({ as, subject });
      expect([told.status, told.body]).toEqual([200, answer.body]);
      expect(told.headers.get("x-subject-token")).toBe(subject);
    }
  });

  it("is shown to a workload with the role service, as long as its token is for where it holds it", async () => {
    const { body } = await world.operator("POST", "/projects", { project: { name: "checks" } });
    const { id } = body.project;
    const checker = await world.logIn({ bearer: world.idToken({ preferred_username: "checker" }) });
    await world.operator("PUT", `/projects/${id}/users/${checker.body.token.user.id}/roles/service`);
    const identity = { methods: ["token"], token: { id: tokenOf(checker) } };
    const auth = { identity, scope: { project: { id } } };
    const scoped = tokenOf(await world.operator("POST", "/auth/tokens", { auth }));
    const subject = tokenOf(await world.logIn());
    const statuses = [scoped, tokenOf(checker)].map(async (as) => (await ask({ as, subject })).status);
    expect(await Promise.all(statuses)).toEqual([200, 403]);
  });

  it("is answered to HEAD like to GET, without the body", async () => {
    const subject = tokenOf(await world.logIn());
    const [get, head] = [await ask({ subject }), await ask({ subject, method: "HEAD" })];
    expect([head.status, head.body]).toEqual([200, null]);
    for (const name of ["x-subject-token", "content-length", "vary"]) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    expect((await ask({ subject: "bad", method: "HEAD" })).status).toBe(404);
  });

  it("names groups as they are called by now", async () => {
    const { body } = await world.operator("POST", "/groups", { group: { name: "before" } });
    const id = body.group.id;
    await world.protocol("renamed", [
      ruleOf({ groups: [{ kind: "by_id", id: { kind: "text", text: id } }] }),
    ]);
    const subject = tokenOf(await world.logIn({ protocol: "renamed" }));
    await world.operator("PATCH", `/groups/${id}`, { group: { name: "after" } });
    const { user } = (await ask({ subject })).body.token;
    expect(user["OS-FEDERATION"].groups).toEqual([{ id, name: "after" }]);
  });

  it("is shown to another token of the same user", async () => {
    const [as, subject] = [tokenOf(await world.logIn()), tokenOf(await world.logIn())];
    expect((await ask({ as, subject })).status).toBe(200);
  });

  it("is no other user's to ask about, whether or not there is such a token", async () => {
    const [as, subject] = [tokenOf(await world.logIn({ bearer: ofBob() })), tokenOf(await world.logIn())];
    for (const of of [subject, "bad"]) {
      expect(errorOf(await ask({ as, subject: of }))).toEqual([
        403,
        "You are not authorized to perform the requested action: identity:validate_token.",
      ]);
    }
  });

  it("is told to nobody without a credential, or with one that is not good", async () => {
    const subject = tokenOf(await world.logIn());
    for (const as of [null, "bad"]) {
      const answer = await ask({ as, subject });
      expect(errorOf(answer)).toEqual([401, "The request you have made requires authentication."]);
      expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
    }
  });

  it("has to be there, and to be one of this face", async () => {
    expect(errorOf(await ask({}))).toEqual([404, "No token in the request"]);
    for (const subject of ["bad", world.app.adminToken, `${tokenOf(await world.logIn()).slice(0, -4)}AAAA`]) {
      expect(errorOf(await ask({ subject }))).toEqual([404, "Could not find token."]);
    }
  });

  it("is not valid once it expired, and is told about as long as it is remembered when that is asked for", async () => {
    const other = await startKeystoneWorld();
    onTestFinished(() => other.close());
    const answer = await other.logIn();
    const subject = tokenOf(answer);
    other.app.advance(3_601);
    expect(errorOf(await ask({ of: other, subject }))).toEqual([404, "Failed to validate token"]);
    const told = await ask({ of: other, subject, query: "?allow_expired=1" });
    expect([told.status, told.body]).toEqual([200, answer.body]);
    expect((await ask({ of: other, subject, query: "?allow_expired=0" })).status).toBe(404);
    // Whoever presents it as its own credential is not let in for that.
    const asItself = await ask({ of: other, as: subject, subject, query: "?allow_expired=1" });
    expect(asItself.status).toBe(401);
  });
});

describe("a token that is worth nothing by now", () => {
  const expectWorthless = async (subject: string) => {
    expect(errorOf(await ask({ subject }))).toEqual([404, "Failed to validate token"]);
    expect((await ask({ as: subject, subject })).status).toBe(401);
    const asked = await world.app.send("/oauth2/introspect", {
      method: "POST",
      headers: { authorization: `Bearer ${world.app.adminToken}` },
      body: new URLSearchParams({ token: subject }),
    });
    expect(await asked.json()).toEqual({ active: false });
  };

  it("is that of a user who was disabled, until it is enabled again", async () => {
    const bearer = world.idToken({ preferred_username: "mallory" });
    const answer = await world.logIn({ bearer });
    const [subject, { id }] = [tokenOf(answer), answer.body.token.user];
    expect((await world.operator("PATCH", `/users/${id}`, { user: { enabled: false } })).status).toBe(200);
    await expectWorthless(subject);
    expect(errorOf(await world.logIn({ bearer }))[0]).toBe(401);
    await world.operator("PATCH", `/users/${id}`, { user: { enabled: true } });
    expect((await ask({ subject })).status).toBe(200);
  });

  it("is that of a user of a disabled domain", async () => {
    const { body } = await world.operator("POST", "/domains", { domain: { name: "closing" } });
    const user = { name: { kind: "placeholders", text: "{0}" }, domain: { name: "closing" } };
    await world.protocol("closing", [ruleOf({ user })]);
    const subject = tokenOf(await world.logIn({ protocol: "closing" }));
    await world.operator("PATCH", `/domains/${body.domain.id}`, { domain: { enabled: false } });
    await expectWorthless(subject);
    expect(errorOf(await world.logIn({ protocol: "closing" }))[0]).toBe(401);
  });

  it("is that of a local user that was deleted", async () => {
    const { body } = await world.operator("POST", "/users", { user: { name: "lena", domain_id: "default" } });
    const user = { id: { kind: "text", text: body.user.id }, local: true };
    await world.protocol("local", [ruleOf({ user })]);
    const subject = tokenOf(await world.logIn({ protocol: "local" }));
    expect((await ask({ subject })).body.token.user).toEqual({
      domain: { id: "default", name: "Default" },
      id: body.user.id,
      name: "lena",
      password_expires_at: null,
    });
    await world.operator("DELETE", `/users/${body.user.id}`);
    await expectWorthless(subject);
  });

  it("is that of an issuer that is not accepted any more", async () => {
    const other = await startKeystoneWorld();
    onTestFinished(() => other.close());
    const subject = tokenOf(await other.logIn());
    expect((await other.app.asAdmin("DELETE", "/api/v1/providers/idp1")).status).toBe(204);
    expect(errorOf(await ask({ of: other, subject }))).toEqual([404, "Failed to validate token"]);
    expect(errorOf(await other.logIn())).toEqual([404, "Could not find Identity Provider: idp1."]);
  });

  const idp = "/OS-FEDERATION/identity_providers/closing";

  it("is that of a local user whose identity provider is gone", async () => {
    const { body } = await world.operator("POST", "/users", { user: { name: "mona" } });
    await withIdp([{ user: { type: "local", id: body.user.id } }]);
    const subject = tokenOf(await world.logIn({ idp: "closing" }));
    expect((await ask({ subject })).status).toBe(200);
    await world.operator("DELETE", idp);
    await expectWorthless(subject);
  });

  it("is that of an issuer in whose place another one was put", async () => {
    await withIdp([{ user: { name: "{0}" } }]);
    const subject = tokenOf(await world.logIn({ idp: "closing" }));
    const change = (document: unknown) => world.operator("PATCH", idp, { identity_provider: document });
    await change({ description: "of the same issuer" });
    expect((await ask({ subject })).status).toBe(200);
    await change({ remote_ids: ["https://another.example"] });
    await expectWorthless(subject);
    await world.operator("DELETE", idp);
  });

  /** The identity provider, with the issuer of the tests, and a protocol of these blocks. */
  async function withIdp(local: readonly unknown[]): Promise<void> {
    const rules = [{ local, remote: [{ type: "sub" }] }];
    const mapping = "/OS-FEDERATION/mappings/closing";
    await world.operator("DELETE", mapping);
    await world.operator("PUT", mapping, { mapping: { rules } });
    const identity_provider = { enabled: true, domain_id: "default", remote_ids: [world.issuer.url] };
    await world.operator("PUT", idp, { identity_provider });
    await world.operator("PUT", `${idp}/protocols/openid`, { protocol: { mapping_id: "closing" } });
    await world.configure("closing", {});
  }
});

describe("a token that is ended", () => {
  const end = (question: Question) => ask({ ...question, method: "DELETE" });

  it.each(["itself", "an administrator"])("by %s is good for nothing any more", async (who) => {
    const subject = tokenOf(await world.logIn());
    const ended = await end({ subject, ...(who === "itself" && { as: subject }) });
    expect([ended.status, ended.body]).toEqual([204, null]);
    expect(errorOf(await ask({ subject }))).toEqual([404, "Failed to validate token"]);
    expect(errorOf(await ask({ subject, query: "?allow_expired=1" }))[0]).toBe(404);
    expect((await ask({ as: subject, subject })).status).toBe(401);
    expect(errorOf(await end({ subject }))).toEqual([404, "Failed to validate token"]);
  });

  it("leaves the others of its user as they are", async () => {
    const [subject, other] = [tokenOf(await world.logIn()), tokenOf(await world.logIn())];
    await end({ subject });
    expect((await ask({ subject: other })).status).toBe(200);
  });

  it("by another token of the same user, as clients present it, is good for nothing any more", async () => {
    const [as, subject] = [tokenOf(await world.logIn()), tokenOf(await world.logIn())];
    expect((await end({ as, subject })).status).toBe(204);
    expect((await ask({ subject })).status).toBe(404);
    expect((await ask({ subject: as })).status).toBe(200);
  });

  it("is no other user's to end", async () => {
    const [as, subject] = [tokenOf(await world.logIn({ bearer: ofBob() })), tokenOf(await world.logIn())];
    for (const of of [subject, "bad"]) {
      expect(errorOf(await end({ as, subject: of }))).toEqual([
        403,
        "You are not authorized to perform the requested action: identity:revoke_token.",
      ]);
    }
    expect((await ask({ subject })).status).toBe(200);
  });

  it("has to be there", async () => {
    expect(errorOf(await end({}))).toEqual([404, "No token in the request"]);
    expect(errorOf(await end({ subject: "bad" }))).toEqual([404, "Could not find token."]);
    expect((await end({ as: null, subject: "bad" })).status).toBe(401);
  });
});

describe("a token of many groups", () => {
  it("is a short one that stands for all of them", { timeout: 30_000 }, async () => {
    const other = await startKeystoneWorld();
    onTestFinished(() => other.close());
    const names = Array.from({ length: 150 }, (_, index) => `group-${index}`);
    for (const name of names) await other.operator("POST", "/groups", { group: { name } });
    const each = { kind: "each", names: { kind: "placeholders", text: "{1}" }, domain: { id: "default" } };
    await other.protocol("many", [
      ruleOf({ groups: [each] }, [{ path: ["groups"], test: { kind: "present" } }]),
    ]);
    const answer = await other.logIn({ protocol: "many", bearer: other.idToken({ groups: names }) });
    const subject = tokenOf(answer);
    expect(subject.length).toBeLessThan(8_000);
    expect(answer.body.token.user["OS-FEDERATION"].groups).toHaveLength(150);
    const told = await ask({ of: other, as: subject, subject });
    expect([told.status, told.body]).toEqual([200, answer.body]);
    expect((await ask({ of: other, as: subject, subject, method: "DELETE" })).status).toBe(204);
    expect((await ask({ of: other, subject })).status).toBe(404);
  });
});
