import type { Preset } from "@countersign/client";
import { describe, expect, it } from "vitest";
import { presets } from "../../../server/src/presets/catalogue.ts";
import { hasOpenWord, newProvider, pinsOf, withPin } from "../../src/drafting/provider/provider-document.ts";
import {
  isProviderReadable,
  keysText,
  type ProviderAction,
  providerState,
  reduceProvider,
} from "../../src/drafting/provider/provider-state.ts";
import { snippetsFor } from "../../src/drafting/provider/snippets.ts";

const github: Preset = {
  id: "github-actions",
  title: "GitHub Actions",
  issuers: ["https://token.actions.githubusercontent.com"],
  algorithms: ["RS256"],
  audience_advice: "",
  replay: { recommended: { policy: "single_use", key: { kind: "jti" } }, why: "" },
  shared_issuer: true,
  immutable_claims: [],
  caller_controlled_claims: [],
  recommended_claims: {},
  dangerous_bindings: [],
  examples: [],
  source: null,
  unconfirmed: null,
};
const document = newProvider(github, "https://sts.example.com");

function stateAfter(...actions: readonly ProviderAction[]) {
  return actions.reduce(reduceProvider, providerState(document));
}

describe("a new integration", () => {
  it("begins as what is known of the CI system advises", () => {
    expect(document).toMatchObject({
      name: "github",
      issuer_url: "https://token.actions.githubusercontent.com",
      algorithms: ["RS256"],
      audience: "https://sts.example.com",
      replay: { policy: "single_use", key: { kind: "jti" } },
      preset: "github-actions",
    });
  });

  it("knows when a word of the issuer is still to be filled in", () => {
    expect(hasOpenWord(document)).toBe(false);
    expect(hasOpenWord({ issuer_url: "https://{host}/_services/token" })).toBe(true);
  });

  it("pins the organization, and forgets it when the field is emptied", () => {
    const pin = { claim: "repository_owner", value: "acme", ignore_case: true };
    const pinned = { ...document, pins: withPin({ pins: [{ ...pin, claim: "other" }] }, pin) };
    expect(pinsOf(pinned).map(({ claim }) => claim)).toEqual(["other", "repository_owner"]);
    expect(withPin(pinned, { ...pin, value: "" })).toEqual([{ ...pin, claim: "other" }]);
  });

  it("keeps a half-typed number out of the document, and says so", () => {
    const state = stateAfter({ kind: "seconds_typed", member: "clock_tolerance_seconds", text: "3x" });
    expect(state.document).toEqual(document);
    expect(state.typed["clock_tolerance_seconds"]?.problem).toBe("Write a whole number of seconds.");
    const mended = reduceProvider(state, {
      kind: "seconds_typed",
      member: "clock_tolerance_seconds",
      text: "60",
    });
    expect(isProviderReadable(mended)).toBe(true);
    expect(mended.document["clock_tolerance_seconds"]).toBe(60);
  });

  it("takes a pasted key set, and says where a broken one breaks off", () => {
    const broken = stateAfter({ kind: "keys_typed", text: '{\n"keys": [}' });
    expect(broken.typed["key_source"]?.problem).toMatch(/^Line 2, column 10: /);
    const state = reduceProvider(broken, { kind: "keys_typed", text: '{ "keys": [] }' });
    expect(state.document["key_source"]).toEqual({ kind: "static", jwks: { keys: [] } });
    expect(JSON.parse(keysText(state))).toEqual({ keys: [] });
  });

  it("takes a repair back", () => {
    const repaired = stateAfter({ kind: "repaired", patch: { audience: "x" } });
    expect(repaired.document["audience"]).toBe("x");
    expect(reduceProvider(repaired, { kind: "undone" }).document).toEqual(document);
  });
});

describe("what to paste into the CI system", () => {
  const names = { server: "https://sts.example.com", provider: "acme-ci", audience: "api://sts" };

  it.each(presets.map(({ id }) => id))("is there for %s, with the names as saved", (id) => {
    const text = snippetsFor(id, names)
      .map((snippet) => snippet.text)
      .join("\n");
    expect(text).toContain("https://sts.example.com");
    expect(text).toContain("acme-ci");
  });

  it("has the audience in the request for the token, where the job makes one", () => {
    expect(snippetsFor("github-actions", names)[0]?.text).toContain("&audience=api%3A%2F%2Fsts");
    expect(snippetsFor("gitlab-com", names)[0]?.text).toContain("aud: api://sts");
  });

  it("quotes what YAML would take for something else", () => {
    const [snippet] = snippetsFor("gitlab-com", { ...names, audience: "*x" });
    expect(snippet?.text).toContain('aud: "*x"');
  });
});
