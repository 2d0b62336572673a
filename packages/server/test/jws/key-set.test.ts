import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, signatureAlgorithms } from "../../src/core/terms.ts";
import { importKeySet, type KeySet, selectKey, withoutPrivateValues } from "../../src/jws/key-set.ts";
import { keyFor, makeRsaKey } from "./tokens.ts";

const rsa1: JsonObject = { ...keyFor.RS256.jwk, kid: "rsa-1", alg: "RS256", use: "sig" };
const rsa2: JsonObject = { ...makeRsaKey(2048).jwk, kid: "rsa-2" };
const ec1: JsonObject = { ...keyFor.ES256.jwk, kid: "ec-1", alg: "ES256" };
const ed1: JsonObject = { ...keyFor.EdDSA.jwk, kid: "ed-1" };

function setOf(...keys: readonly JsonValue[]): KeySet {
  const imported = importKeySet({ keys });
  if (!imported.ok) throw new Error(imported.detail);
  return imported.set;
}

function select(set: KeySet, kid: string | null, alg: string, allowed = signatureAlgorithms.slice()) {
  const verdict = selectKey(set, { kid, alg }, allowed);
  return verdict.ok ? `key ${verdict.value.kid}` : verdict.refusal.reason;
}

describe("importKeySet", () => {
  it.each<[string, JsonValue]>([
    ["an array", [rsa1]],
    ["null", null],
    ["an object without keys", {}],
    ["keys that are an object", { keys: { "rsa-1": rsa1 } }],
    ["nothing but null and text", { keys: [null, "rsa-1"] }],
    ["more than a hundred keys", { keys: Array.from({ length: 101 }, () => rsa1) }],
  ])("refuses %s", (_, jwks) => {
    expect(importKeySet(jwks).ok).toBe(false);
  });

  it.each<[JsonValue, string]>([
    [{}, "it has no array of keys"],
    [{ keys: Array.from({ length: 101 }, () => ec1) }, "it holds more than 100 keys"],
    [{ keys: [null] }, "none of its keys is an object"],
  ])("says what is wrong with no key set", (jwks, detail) => {
    expect(importKeySet(jwks)).toEqual({ ok: false, detail });
  });

  it("takes a hundred keys", () => {
    expect(setOf(...Array.from({ length: 100 }, () => ec1)).keys).toHaveLength(100);
  });

  it("takes an empty set, in which no key is found", () => {
    expect(select(setOf(), "rsa-1", "RS256")).toBe("key_not_found");
  });

  it("leaves out what it cannot use and lists it among the problems", () => {
    const set = setOf(rsa1, { kty: "AKP", kid: "pq" }, null, { ...rsa2, d: "AQAB" });
    expect(set.keys.map((key) => key.kid)).toEqual(["rsa-1"]);
    expect(set.problems.map(({ kind, kid }) => [kind, kid])).toEqual([
      ["unusable", "pq"],
      ["jwks_key_invalid", "rsa-2"],
    ]);
  });
});

describe("selectKey", () => {
  const all = setOf(rsa1, ec1, ed1);

  it.each([
    ["rsa-1", "RS256"],
    ["ec-1", "ES256"],
    ["ed-1", "EdDSA"],
    ["ed-1", "Ed25519"],
  ])("finds %s for %s", (kid, alg) => {
    expect(select(all, kid, alg)).toBe(`key ${kid}`);
  });

  it.each(["none", "HS256", "rs256", " RS256", "", "__proto__", "constructor", "ES256K", "RS1"])(
    "refuses the algorithm %j first of all",
    (alg) => {
      expect(select(all, "rsa-1", alg)).toBe("alg_not_allowed");
    },
  );

  it("refuses an algorithm the provider does not list", () => {
    expect(select(all, "rsa-1", "RS256", ["ES256"])).toBe("alg_not_allowed");
  });

  it("refuses RS384 with a key that is for RS256", () => {
    expect(select(all, "rsa-1", "RS384")).toBe("alg_key_mismatch");
  });

  it("refuses ES256 with an RSA key", () => {
    expect(select(all, "rsa-1", "ES256")).toBe("alg_key_mismatch");
  });

  it.each(["rsa-9", "", "__proto__", "constructor", "toString", "../../dev/null", "rsa-1\u0000", "rsа-1"])(
    "finds no key called %j",
    (kid) => {
      expect(select(all, kid, "RS256")).toBe("key_not_found");
    },
  );

  it("finds no key called with the empty string, even when one has an empty id", () => {
    expect(select(setOf({ ...rsa1, kid: "" }), "", "RS256")).toBe("key_not_found");
  });

  it("finds no key among those published for another use", () => {
    expect(select(setOf({ ...rsa1, use: "enc" }), "rsa-1", "RS256")).toBe("key_not_found");
    expect(select(setOf({ ...rsa1, key_ops: ["sign"] }), "rsa-1", "RS256")).toBe("key_not_found");
  });

  it("says that the key is weak", () => {
    expect(select(setOf({ ...rsa1, e: "AQ" }, ec1), "rsa-1", "RS256")).toBe("weak_key");
  });

  it("says that the key is broken", () => {
    expect(select(setOf({ ...rsa1, d: "AQAB" }, ec1), "rsa-1", "RS256")).toBe("jwks_key_invalid");
  });

  it("refuses an id that two different keys share", () => {
    expect(select(setOf({ ...rsa2, kid: "rsa-1" }, rsa1), "rsa-1", "RS256")).toBe("ambiguous_key");
  });

  it("accepts an id under which the same key stands twice", () => {
    expect(select(setOf(rsa1, rsa1), "rsa-1", "RS256")).toBe("key rsa-1");
  });

  it("accepts an id that keys of different types share, because the algorithm tells them apart", () => {
    const set = setOf({ ...rsa1, kid: "k" }, { ...ec1, kid: "k" });
    expect(select(set, "k", "ES256")).toBe("key k");
  });

  it("takes the only key that fits when the token names none", () => {
    expect(select(all, null, "RS256")).toBe("key rsa-1");
  });

  it("asks for an id when the token names none and two keys fit", () => {
    expect(select(setOf(rsa1, rsa2), null, "RS256")).toBe("kid_required");
  });

  it("finds no key when the token names none and none fits", () => {
    expect(select(setOf(ec1), null, "RS256")).toBe("key_not_found");
  });

  it("says nothing of a broken key when the token names none and there are sound ones", () => {
    expect(select(setOf({ ...rsa1, e: "AQ" }, ec1), null, "RS256")).toBe("key_not_found");
  });

  it("says what is wrong with the only key when the token names none", () => {
    expect(select(setOf({ ...rsa1, e: "AQ" }), null, "RS256")).toBe("weak_key");
  });
});

describe("a key set to be kept", () => {
  it("holds no private value and no shared secret, and is the same otherwise", () => {
    const leaked = { ...rsa1, d: "secret", p: "secret", q: "secret", dp: "s", dq: "s", qi: "s", oth: ["s"] };
    const kept = withoutPrivateValues({ keys: [leaked, { kty: "oct", k: "secret" }, null, ec1], more: 1 });
    const emptied = { ...rsa1, d: "", p: "", q: "", dp: "", dq: "", qi: "", oth: "" };
    expect(kept).toEqual({ keys: [emptied, { kty: "oct", k: "" }, null, ec1], more: 1 });
  });

  it("may be none at all", () => {
    expect(withoutPrivateValues({ keys: "none" })).toEqual({ keys: "none" });
  });
});

describe("what is told of a key that does not fit", () => {
  const evidence = (set: KeySet, kid: string | null, alg: string, allowed = signatureAlgorithms.slice()) => {
    const verdict = selectKey(set, { kid, alg }, allowed);
    return verdict.ok ? null : verdict.refusal.evidence;
  };

  it("is which algorithms were allowed, or are the key's", () => {
    expect(evidence(setOf(rsa1), "rsa-1", "HS256", ["RS256"])).toEqual({
      presented: "HS256",
      expected: ["RS256"],
    });
    expect(evidence(setOf(rsa1), "rsa-1", "ES256")).toEqual({
      presented: "ES256",
      kid: "rsa-1",
      expected: ["RS256"],
    });
  });

  it("is which key was named, or how many it could be, and why a published one is not used", () => {
    expect(evidence(setOf({ ...rsa2, kid: "rsa-1" }, rsa1), "rsa-1", "RS256")).toEqual({ kid: "rsa-1" });
    expect(evidence(setOf(rsa1, rsa2), null, "RS256")).toEqual({ candidates: 2 });
    expect(evidence(setOf(ec1), "rsa-9", "RS256")).toEqual({ kid: "rsa-9" });
    expect(evidence(setOf(ec1), null, "RS256")).toEqual({ kid: null });
    expect(evidence(setOf({ ...rsa1, use: "enc" }, { ...ec1, kty: "X" }), "rsa-1", "RS256")).toEqual({
      kid: "rsa-1",
      detail: "its use is not sig",
    });
    expect(evidence(setOf({ ...rsa1, use: "enc" }, { ...rsa1, d: "AQ" }), "rsa-1", "RS256")).toEqual({
      kid: "rsa-1",
      detail: "the private member d is published with it",
    });
    expect(evidence(setOf({ ...ec1, use: "enc" }), "rsa-1", "RS256")).toEqual({ kid: "rsa-1" });
  });

  it("is an exponent that no sound key has: 1, an even one, or one beyond 32 bits", () => {
    for (const e of ["AQ", "AQAA", "AQAAAAE"]) {
      expect(select(setOf({ ...rsa1, e }), "rsa-1", "RS256")).toBe("weak_key");
    }
    expect(select(setOf({ ...rsa1, e: "Aw" }), "rsa-1", "RS256")).toBe("key rsa-1");
  });

  it("is the fault of the key that was named, and of no other", () => {
    const weak = { ...rsa1, kid: "weak", e: "AQ" };
    expect(select(setOf(weak, ec1), "weak", "RS256")).toBe("weak_key");
    expect(select(setOf(weak, ec1), "other", "RS256")).toBe("key_not_found");
  });
});
