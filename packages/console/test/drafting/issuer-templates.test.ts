import { describe, expect, it } from "vitest";
import { fillIssuer, wordLabel, wordsIn, wordsOf } from "../../src/drafting/provider/issuer-templates.ts";

const template = "https://oidc.eks.{region}.amazonaws.com/id/{cluster}";

describe("issuers of presets", () => {
  it("ask for each word by its name", () => {
    expect(wordsOf(template)).toEqual(["region", "cluster"]);
    expect(wordsOf("https://app.terraform.io")).toEqual([]);
    expect(wordLabel("host")).toBe("Host");
  });

  it("are put together from the words, missing ones being left to see", () => {
    expect(fillIssuer(template, { region: "eu-central-1" })).toBe(
      "https://oidc.eks.eu-central-1.amazonaws.com/id/{cluster}",
    );
  });

  it("are taken apart again, and only those of the template", () => {
    const words = { region: "eu-central-1", cluster: "0A" };
    expect(wordsIn(template, fillIssuer(template, words))).toEqual(words);
    expect(wordsIn(template, "https://oidc.eks.eu.amazonawsXcom/id/0A")).toBeNull();
    expect(wordsIn("https://{host}", "https://a/b")).toBeNull();
  });
});
