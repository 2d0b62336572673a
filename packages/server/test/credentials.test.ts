import { createSecretKey, randomBytes, randomUUID } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Principal } from "../src/core/access.ts";
import { ownMember } from "../src/core/json.ts";
import type { JsonObject } from "../src/core/terms.ts";
import {
  type Authenticate,
  type AuthenticatorPorts,
  createAuthenticator,
  issueReferenceToken,
} from "../src/credentials.ts";
import type { ServiceTokenRequest } from "../src/faces/services/keeping.ts";
import { ensureFirstSecret, firstSecretLifetimeSeconds, removeDeadFirstSecret } from "../src/first-secret.ts";
import { digestSecret } from "../src/keys/secret-digest.ts";
import { openSigningKeys, type SigningKeys } from "../src/keys/signing-keys.ts";
import { createTokenFinder } from "../src/own-tokens.ts";
import { generateSecret, looksLikeSecret } from "../src/secrets.ts";
import {
  createServiceToken,
  maxServiceTokenLifetimeSeconds,
  type SecretPorts,
} from "../src/service-tokens.ts";
import { openStore } from "../src/store/open.ts";
import type { Store } from "../src/store/store.ts";
import { projectOf } from "./core/samples.ts";
import { issuedRecord } from "./store/fixtures.ts";

const issuer = "https://countersign.example";
const bootstrapSecret = "bootstrap-secret-of-more-than-32-characters";
const start = 1_800_000_000;

let folder: string;
let store: Store;
let keys: SigningKeys;
let clock: number;
let ports: AuthenticatorPorts;
let secretPorts: SecretPorts;
let judge: Authenticate;
/** Whose credential it is, or null. */
const authenticate: (...presented: Parameters<Authenticate>) => Promise<Principal | null> = async (
  ...presented
) => {
  const found = await judge(...presented);
  return found.ok ? found.principal : null;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-credentials-"));
  clock = start;
  store = await openStore({
    url: `sqlite:${join(folder, "countersign.db")}`,
    clock: () => clock * 1000,
    random: randomBytes,
  });
  keys = await openSigningKeys({
    table: store.signingKeys,
    facts: store.secrets,
    masterKey: createSecretKey(randomBytes(32)),
    instanceId: "instance-1",
    issuer,
    policy: { algorithms: ["ES256"], rotationSeconds: null, longestTokenSeconds: 86_400 },
    readMasterKey: () => Promise.reject(new Error("not asked for")),
    masterKeyTaken: () => undefined,
    passedOver: () => undefined,
    randomBytes,
    now: () => clock,
    steady: () => clock,
  });
  ports = {
    bootstrapSecret,
    secrets: store.secrets,
    findToken: createTokenFinder({
      tokens: store.tokens,
      verifyOwnToken: keys.verifyOwnToken,
      stands: () => true,
      now: () => clock,
    }),
    authorities: new Map([
      [
        "access",
        (claims) => ({
          admin: ownMember(claims, "scp") === "all",
          projectRoles: [{ project: "blue", roles: ["Developer"] }],
          introspects: [],
        }),
      ],
    ]),
    projectByKey: (key) => (key === "blue" ? projectOf("blue") : undefined),
    now: () => clock,
  };
  secretPorts = { secrets: store.secrets, randomBytes, now: () => clock, newId: randomUUID };
  judge = createAuthenticator(ports);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

interface Minted {
  readonly tokenId: string;
  readonly accessToken: string;
  readonly referenceToken: string;
}

/** An access token and its reference, signed by the real keys and recorded in the real store. */
async function mint(claims: JsonObject = {}, face = "access"): Promise<Minted> {
  const tokenId = randomUUID();
  const expiresAt = start + 60;
  const payload = { iss: issuer, sub: "ci/deploy", iat: start, exp: expiresAt, jti: tokenId, ...claims };
  const reference = issueReferenceToken(randomBytes, expiresAt);
  const token = {
    tokenId,
    face,
    subject: "ci/deploy",
    userName: null,
    issuedAt: start,
    expiresAt,
    selfRevocable: true,
    reference: { hash: reference.hash, claims: payload },
  };
  const revision = await store.configuration.revision();
  await store.exchanges.commit(issuedRecord({ face, revision, token }), null);
  const accessToken = await keys.sign({ typ: "at+jwt", header: {}, payload });
  return { tokenId, accessToken, referenceToken: reference.token };
}

const bothOf = ({ accessToken, referenceToken }: Minted) => [accessToken, referenceToken];

async function serviceToken(change: Partial<ServiceTokenRequest> = {}) {
  const made = await createServiceToken(secretPorts, {
    name: "terraform",
    role: "admin",
    lifetimeSeconds: 3_600,
    ...change,
  });
  if (!made.ok) throw new Error(made.detail);
  return made;
}

describe("the bootstrap secret", () => {
  it("is an operator's on every face", async () => {
    for (const face of ["access", "oauth", "admin"]) {
      expect(await authenticate(bootstrapSecret, face)).toEqual({
        name: "bootstrap",
        role: "operator",
        face: null,
        tokenId: null,
        selfRevocable: false,
        introspects: "every",
        projectRoles: [],
      });
    }
  });

  it("is nobody's once it is not configured any more", async () => {
    const later = createAuthenticator({ ...ports, bootstrapSecret: null });
    expect(await later(bootstrapSecret, "admin")).toEqual({ ok: false, fault: "unknown" });
  });

  it.each([
    ["one character less", bootstrapSecret.slice(0, -1)],
    ["one character more", `${bootstrapSecret}x`],
    ["another case", bootstrapSecret.toUpperCase()],
    ["its digest", digestSecret(bootstrapSecret)],
    ["nothing", ""],
  ])("is not matched by %s", async (_, credential) => {
    expect(await authenticate(credential, "admin")).toBeNull();
  });
});

describe("a service token", () => {
  it("has its own name and role on every face", async () => {
    const { secret } = await serviceToken();
    for (const face of ["access", "oauth", "admin"]) {
      expect(await authenticate(secret, face)).toMatchObject({
        name: "service:terraform",
        role: "admin",
        face: null,
      });
    }
  });

  it("ends when its time is over", async () => {
    const { secret } = await serviceToken({ lifetimeSeconds: 10 });
    clock += 9;
    expect(await authenticate(secret, "admin")).not.toBeNull();
    clock += 1;
    expect(await authenticate(secret, "admin")).toBeNull();
  });

  it("ends when it is revoked", async () => {
    const { secret, stored } = await serviceToken();
    await store.secrets.revoke(stored.id, clock);
    expect(await authenticate(secret, "admin")).toBeNull();
  });

  it("is nowhere in the database", async () => {
    const { secret } = await serviceToken();
    expect(JSON.stringify(await store.secrets.list())).not.toContain(secret.slice(4, 47));
  });

  it.each([
    ["name", { name: "a b" }],
    ["name", { name: "" }],
    ["lifetimeSeconds", { lifetimeSeconds: 0 }],
    ["lifetimeSeconds", { lifetimeSeconds: 1.5 }],
    ["lifetimeSeconds", { lifetimeSeconds: maxServiceTokenLifetimeSeconds + 1 }],
  ])("is not made with a bad %s: %o", async (field, change) => {
    const request = { name: "terraform", role: "admin", lifetimeSeconds: 60, ...change } as const;
    expect(await createServiceToken(secretPorts, request)).toMatchObject({ ok: false, field });
    expect(await store.secrets.list()).toEqual([]);
  });
});

describe("the first secret", () => {
  const pathOf = () => join(folder, "first-secret");
  async function firstSecret(): Promise<string> {
    await ensureFirstSecret(secretPorts, pathOf());
    return (await readFile(pathOf(), "utf8")).trim();
  }

  it("is written for the server's own user alone, and the caller learns only where", async () => {
    expect(await ensureFirstSecret(secretPorts, pathOf())).toBe(pathOf());
    expect((await stat(pathOf())).mode & 0o777).toBe(0o600);
    expect(looksLikeSecret((await readFile(pathOf(), "utf8")).trim())).toBe(true);
  });

  it("is an operator's on every face", async () => {
    const secret = await firstSecret();
    expect(await authenticate(secret, "admin")).toMatchObject({ name: "first-secret", role: "operator" });
    expect(await authenticate(secret, "access")).toMatchObject({ name: "first-secret", role: "operator" });
  });

  it("dies after 24 hours", async () => {
    const secret = await firstSecret();
    clock += firstSecretLifetimeSeconds - 1;
    expect(await authenticate(secret, "admin")).not.toBeNull();
    clock += 1;
    expect(await authenticate(secret, "admin")).toBeNull();
  });

  it("dies with the first service token", async () => {
    const secret = await firstSecret();
    await serviceToken();
    expect(await authenticate(secret, "admin")).toBeNull();
  });

  it("is made once, also after it died", async () => {
    const secret = await firstSecret();
    clock += firstSecretLifetimeSeconds;
    expect(await ensureFirstSecret(secretPorts, pathOf())).toBeNull();
    expect((await readFile(pathOf(), "utf8")).trim()).toBe(secret);
  });

  describe("in its file", () => {
    const isThere = () =>
      readFile(pathOf()).then(
        () => true,
        () => false,
      );
    const removed = () => removeDeadFirstSecret({ ...secretPorts, secrets: store.secrets }, pathOf());

    it("stays while it is good", async () => {
      await firstSecret();
      clock += firstSecretLifetimeSeconds - 1;
      expect([await removed(), await isThere()]).toEqual([false, true]);
    });

    it.each([
      [
        "expired",
        async () => {
          clock += firstSecretLifetimeSeconds;
        },
      ],
      ["made a service token", () => serviceToken()],
      [
        "was revoked",
        async () => {
          const [first] = await store.secrets.list();
          await store.secrets.revoke(first?.id ?? "", clock);
        },
      ],
    ] satisfies [string, () => Promise<unknown>][])("goes once it %s", async (_, die) => {
      await firstSecret();
      await die();
      expect([await removed(), await isThere()]).toEqual([true, false]);
      expect(await removed()).toBe(false);
    });

    it("goes also when others were let at it", async () => {
      await firstSecret();
      await chmod(pathOf(), 0o644);
      await serviceToken();
      expect([await removed(), await isThere()]).toEqual([true, false]);
    });

    it.each([
      ["a secret of another database", () => generateSecret(randomBytes)],
      ["a service token, even a dead one", () => deadServiceToken()],
      ["somebody's notes", () => "the first secret is in the safe"],
      ["nothing", () => ""],
      ["more than a secret", async () => `${await firstSecret()}\nand a note`],
    ])("is left alone where the file holds %s", async (_, content) => {
      await firstSecret();
      await writeFile(pathOf(), await content());
      await serviceToken();
      expect([await removed(), await isThere()]).toEqual([false, true]);
    });

    it("is no reason to fail where there is a folder", async () => {
      await mkdir(pathOf());
      expect(await removed()).toBe(false);
    });

    async function deadServiceToken(): Promise<string> {
      const { secret } = await serviceToken();
      for (const { id } of await store.secrets.list()) await store.secrets.revoke(id, clock);
      return secret;
    }
  });

  it("is made again when the start before was cut off after writing the file", async () => {
    const cutOff = {
      ...secretPorts,
      secrets: { ...store.secrets, add: () => Promise.reject(new Error("cut")) },
    };
    await expect(ensureFirstSecret(cutOff, pathOf())).rejects.toThrow("cut");
    expect(await authenticate(await firstSecret(), "admin")).not.toBeNull();
  });
});

describe("an access token, and its reference token", () => {
  it("are good on the face they were minted for", async () => {
    const minted = await mint();
    for (const credential of bothOf(minted)) {
      expect(await authenticate(credential, "access")).toEqual({
        name: "ci/deploy",
        role: "workload",
        face: "access",
        tokenId: minted.tokenId,
        selfRevocable: true,
        introspects: [],
        projectRoles: [{ project: "blue", roles: ["Developer"] }],
      });
    }
  });

  it("are good on no other face", async () => {
    for (const credential of bothOf(await mint({ scp: "all" }))) {
      expect(await authenticate(credential, "oauth")).toBeNull();
      expect(await authenticate(credential, "admin")).toBeNull();
    }
  });

  it("carry administration as their face reads it, and never operation", async () => {
    for (const credential of bothOf(await mint({ scp: "all", role: "operator" }))) {
      expect(await authenticate(credential, "access")).toMatchObject({ role: "admin" });
    }
  });

  it("have no authority on a face that reads none", async () => {
    for (const credential of bothOf(await mint({ scp: "all" }, "oauth"))) {
      expect(await authenticate(credential, "oauth")).toMatchObject({ role: "workload", projectRoles: [] });
    }
  });

  it("end together when the token is revoked", async () => {
    const minted = await mint();
    await store.tokens.revoke(minted.tokenId, "admin", clock);
    for (const credential of bothOf(minted)) expect(await authenticate(credential, "access")).toBeNull();
  });

  it("end together when everything that was issued is revoked", async () => {
    const minted = await mint();
    await store.revocations.revoke({ kind: "everything" }, "admin", clock);
    for (const credential of bothOf(minted)) expect(await authenticate(credential, "access")).toBeNull();
  });

  it("end together when the token expires", async () => {
    const minted = await mint();
    clock += 60;
    for (const credential of bothOf(minted)) expect(await authenticate(credential, "access")).toBeNull();
  });

  it("are nobody's when the store does not know the token", async () => {
    const payload = { iss: issuer, sub: "root", iat: start, exp: start + 60, jti: randomUUID() };
    const token = await keys.sign({ typ: "at+jwt", header: {}, payload });
    expect(await authenticate(token, "access")).toBeNull();
    expect(await authenticate(issueReferenceToken(randomBytes, start + 60).token, "access")).toBeNull();
  });

  it("are nobody's when altered", async () => {
    const { accessToken, referenceToken } = await mint();
    const flip = (text: string, index: number) =>
      `${text.slice(0, index)}${text[index] === "A" ? "B" : "A"}${text.slice(index + 1)}`;
    expect(await authenticate(flip(accessToken, accessToken.length - 10), "access")).toBeNull();
    expect(await authenticate(flip(referenceToken, 40), "access")).toBeNull();
  });

  it("need an id that is text", async () => {
    const { accessToken } = await mint({ jti: 7 });
    expect(await authenticate(accessToken, "access")).toBeNull();
  });
});

describe("what is the matter with a credential", () => {
  const faultsOf = async (credentials: readonly string[], face = "access") =>
    Promise.all(credentials.map(async (one) => judge(one, face)));
  const both = (fault: string) => [
    { ok: false, fault },
    { ok: false, fault },
  ];

  it("is its age", async () => {
    const minted = await mint();
    clock += 60;
    expect(await faultsOf(bothOf(minted))).toEqual(both("expired"));
  });

  it("is that it was revoked, by itself or with everything", async () => {
    const one = await mint();
    await store.tokens.revoke(one.tokenId, "admin", clock);
    expect(await faultsOf(bothOf(one))).toEqual(both("revoked"));
    const other = await mint();
    await store.revocations.revoke({ kind: "everything" }, "admin", clock);
    expect(await faultsOf(bothOf(other))).toEqual(both("revoked"));
  });

  it("is that it was made for another face", async () => {
    expect(await faultsOf(bothOf(await mint()), "admin")).toEqual(both("elsewhere"));
  });

  it("is not told of an expired token that was altered", async () => {
    const { accessToken } = await mint();
    clock += 60;
    const [header, payload, signature] = accessToken.split(".");
    const forged = `${header}.${payload}.${"A".repeat(signature?.length ?? 0)}`;
    expect(await judge(forged, "access")).toEqual({ ok: false, fault: "unknown" });
  });

  it("is told of a service token as well", async () => {
    const expired = await serviceToken({ lifetimeSeconds: 1 });
    const revoked = await serviceToken();
    const resourceServer = await serviceToken({ role: "introspect" });
    await store.secrets.revoke(revoked.stored.id, clock);
    clock += 1;
    const secrets = [expired.secret, revoked.secret, resourceServer.secret, generateSecret(randomBytes)];
    const faults = await faultsOf(secrets);
    expect(faults).toEqual(
      ["expired", "revoked", "elsewhere", "unknown"].map((fault) => ({ ok: false, fault })),
    );
  });
});

describe("any other text", () => {
  it("is nobody's credential", async () => {
    const samples = fc.sample(fc.string({ unit: "binary", maxLength: 200 }), { seed: 3, numRuns: 100 });
    for (const text of [...samples, "a.b.c", "csa_", "x".repeat(100_000)]) {
      expect(await authenticate(text, "admin")).toBeNull();
    }
  });
});

describe("a generated secret", () => {
  it("has a prefix for scanners, 43 random characters and a checksum", () => {
    expect(generateSecret(randomBytes)).toMatch(/^csa_[A-Za-z0-9_-]{49}$/);
  });

  it("is recognised, and not with one character changed", () => {
    const position = fc.integer({ min: 4, max: 52 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), position, (bytes, index) => {
        const secret = generateSecret(() => bytes);
        const other = secret[index] === "x" ? "y" : "x";
        expect(looksLikeSecret(secret)).toBe(true);
        expect(looksLikeSecret(`${secret.slice(0, index)}${other}${secret.slice(index + 1)}`)).toBe(false);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it("that the database does not know is nobody's", async () => {
    expect(await authenticate(generateSecret(randomBytes), "admin")).toBeNull();
  });
});
