import { describe, expect, it } from "vitest";
import { z } from "zod";
import { memberAt } from "../../src/core/json.ts";
import { lintMapping, lintProvider } from "../../src/core/linting/lint.ts";
import { namingOf } from "../../src/core/linting/subject-format.ts";
import { clausesFromClaims } from "../../src/core/matching/claims-document.ts";
import { presetFor, presets, traitsOf } from "../../src/presets/catalogue.ts";
import { mappingDraft, noProjects, providerDraft } from "../core/samples.ts";
import { corpusFolder, readCorpusJson } from "../corpus.ts";

const at = (issuerUrl: string, preset: string | null = null) =>
  presetFor({ issuerUrl, tokenIssuer: null, preset }).id;

describe("presetFor", () => {
  it.each([
    ["https://token.actions.githubusercontent.com", "github-actions"],
    ["https://token.actions.githubusercontent.com/", "github-actions"],
    ["https://token.actions.githubusercontent.com/acme", "github-enterprise-slug"],
    ["https://token.actions.acme.ghe.com", "github-data-residency"],
    ["https://git.acme.test/_services/token", "github-enterprise-server"],
    ["https://gitlab.com", "gitlab-com"],
    ["https://vstoken.dev.azure.com/3f2504e0", "azure-devops"],
    ["https://login.microsoftonline.com/7c9e6679/v2.0", "entra-workload"],
    ["https://sts.windows.net/7c9e6679/", "entra-workload"],
    ["https://kubernetes.default.svc", "kubernetes"],
    ["https://oidc.eks.eu-central-1.amazonaws.com/id/0123", "kubernetes-eks"],
    ["https://container.googleapis.com/v1/projects/a/locations/b/clusters/c", "kubernetes-gke"],
    ["https://westeurope.oic.prod-aks.azure.com/a/b/", "kubernetes-aks"],
    ["https://app.terraform.io", "hcp-terraform"],
  ])("knows %s as %s", (issuer, id) => {
    expect(at(issuer)).toBe(id);
  });

  it.each([
    "https://token.actions.githubusercontent.com.evil.test",
    "https://token.actions.evil.test.acme.ghe.com",
    "https://token.actions..ghe.com",
    "https://token.actions.githubusercontent.com/a/b",
    "https://oidc.eks.a.b.amazonaws.com/id/0123",
    "https://issuer.example.com",
    "http://gitlab.com",
    "",
  ])("knows nothing of %s", (issuer) => {
    expect(at(issuer)).toBe("generic");
  });

  it("follows the preset a provider names, whatever its issuer", () => {
    expect(at("https://gitlab.acme.test", "gitlab-self-managed")).toBe("gitlab-self-managed");
  });

  it("goes by the issuer when the preset's id is unknown", () => {
    expect(at("https://gitlab.com", "gone")).toBe("gitlab-com");
  });

  it("goes by the token's issuer where it differs from the URL", () => {
    const provider = { issuerUrl: "https://proxy.test", tokenIssuer: "https://gitlab.com", preset: null };
    expect(presetFor(provider).id).toBe("gitlab-com");
    expect(traitsOf(provider).shared).toBe(true);
  });
});

describe("the catalogue", () => {
  it("has each id once", () => {
    const ids = presets.map((preset) => preset.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  describe.each(presets.map((preset) => [preset.id, preset] as const))("%s", (_, preset) => {
    it("has examples whose issuer it knows", () => {
      for (const { claims } of preset.examples) {
        const found = presetFor({ issuerUrl: String(claims["iss"]), tokenIssuer: null, preset: preset.id });
        expect(found).toBe(preset);
      }
      expect(preset.examples.length).toBeGreaterThan(0);
    });

    it("speaks only of claims its examples carry", () => {
      const { immutable, names, subjectFormats } = preset.traits;
      const paths = [...immutable, ...names.flatMap(({ pinnedBy }) => (pinnedBy === null ? [] : [pinnedBy]))];
      const optional = new Set(["appid"]);
      for (const path of paths.filter(([first]) => !optional.has(first ?? ""))) {
        const carried = preset.examples.some(({ claims }) => memberAt(claims, path) !== undefined);
        expect(carried, path.join(".")).toBe(true);
      }
      for (const format of subjectFormats) {
        expect(namingOf(format.example, subjectFormats)).toBe(format.naming);
      }
    });

    it("recommends a mapping the linter has nothing grave to say about", () => {
      const draft = mappingDraft(
        {},
        {
          rules: [
            {
              when: clausesFromClaims(preset.recommendedClaims),
              grant: mappingDraft({}).rules[0]?.grant ?? expect.fail(),
            },
          ],
        },
      );
      const traits = traitsOf({ preset: preset.id, issuerUrl: "", tokenIssuer: null });
      const around = { provider: providerDraft(), traits, others: [], ...noProjects };
      expect(lintMapping(draft, around).filter(({ severity }) => severity === "critical")).toEqual([]);
    });
  });

  it("knows the claims and the spelling of a platform's tokens, and nothing of an unknown issuer's", () => {
    const issuerUrl = "https://token.actions.githubusercontent.com/";
    const known = traitsOf({ preset: null, issuerUrl, tokenIssuer: null });
    expect(known.knownClaims).toEqual(expect.arrayContaining(["sub", "repository_id", "head_ref"]));
    expect(known.spelling).toBe(issuerUrl.slice(0, -1));
    const unknown = traitsOf({ preset: null, issuerUrl: "https://x.test/a", tokenIssuer: null });
    expect(unknown).toMatchObject({ knownClaims: [], spelling: null });
  });

  it("shows both formats of subjects where an issuer has two", () => {
    const github = presetFor({ issuerUrl: "", tokenIssuer: null, preset: "github-actions" });
    const subjects = github.examples.map(({ claims }) =>
      namingOf(String(claims["sub"]), github.traits.subjectFormats),
    );
    expect(new Set(subjects)).toEqual(new Set(["names", "names_with_ids"]));
  });

  it("advises the fixed audience of the issuers that have one", () => {
    const provider = providerDraft({ preset: "azure-devops", audience: null });
    expect(lintProvider(provider, traitsOf(provider), noProjects)[0]?.advice).toContain(
      "api://AzureADTokenExchange",
    );
  });
});

const corpus = corpusFolder();
const issuers = z.array(
  z.object({ id: z.string(), algs: z.array(z.string()), example_claims: z.record(z.string(), z.unknown()) }),
);
/** Ids that differ between the corpus and the catalogue. */
const renamed: Readonly<Record<string, string>> = {
  "github-enterprise-cloud-slug": "github-enterprise-slug",
  "github-enterprise-data-residency": "github-data-residency",
  "kubernetes-generic": "kubernetes",
};

describe.skipIf(corpus === null)("the catalogue beside the collected facts", () => {
  const facts = corpus === null ? [] : issuers.parse(readCorpusJson(corpus, "issuers.json"));
  const known = facts.flatMap((fact) => {
    const preset = presets.find(({ id }) => id === (renamed[fact.id] ?? fact.id));
    return preset === undefined ? [] : [{ fact, preset }];
  });

  it("covers fourteen platforms", () => {
    expect(known).toHaveLength(14);
  });

  it("allows the algorithms each platform signs with", () => {
    for (const { fact, preset } of known) expect(preset.algorithms, preset.id).toEqual(fact.algs);
  });

  it("knows the form of each platform's subject", () => {
    for (const { fact, preset } of known) {
      expect(
        namingOf(String(fact.example_claims["sub"]), preset.traits.subjectFormats),
        preset.id,
      ).not.toBeNull();
    }
  });
});
