import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/configuration/address.ts";
import type { Environment } from "../../src/configuration/environment.ts";

const address = (url: string | null, environment: Environment = {}) => {
  const outcome = addressOf(url, environment);
  return outcome.ok ? outcome.value.value : outcome.problems[0];
};

it("takes the attribute, then Countersign's variable, then JFrog's", () => {
  const environment = { COUNTERSIGN_URL: "https://one.example.com/", JFROG_URL: "https://two.example.com" };
  expect(address("https://sts.example.com/", environment)).toBe("https://sts.example.com");
  expect(address(null, environment)).toBe("https://one.example.com");
  expect(address(null, { ...environment, COUNTERSIGN_URL: "" })).toBe("https://two.example.com");
  expect(address(null)).toMatchObject({ at: ["url"], detail: expect.stringContaining("COUNTERSIGN_URL") });
});

describe("says what to write instead of", () => {
  it.each([
    ["sts.example.com", "Write https://sts.example.com."],
    ["localhost:8480", "Write http://localhost:8480."],
    ["127.0.0.1:8480/", "Write http://127.0.0.1:8480."],
    ["[::1]:8480", "Write http://[::1]:8480."],
    ["https://sts.example.com/artifactory", "Write https://sts.example.com."],
    ["https://sts.example.com?x=1", "Write https://sts.example.com."],
    ["ftp://sts.example.com", "must be an http or https URL"],
    ["https://", "must be an http or https URL"],
  ])("%s", (url, advice) => {
    expect(address(url)).toMatchObject({
      severity: "error",
      at: ["url"],
      detail: expect.stringContaining(advice),
    });
  });

  it("a password in the URL, which it does not repeat", () => {
    const problem = address("https://me:hunter2@sts.example.com");
    expect(problem).toMatchObject({ detail: expect.stringContaining("access_token") });
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });

  it.each([
    "https://me:hunter2@sts.example.com:99999",
    "ftp://me:hunter2@sts.example.com",
    "me:hunter2@sts.example.com",
    "https://sts.example.com/?token=hunter2",
  ])("%s, without repeating what may be a secret", (url) => {
    const problem = address(null, { COUNTERSIGN_URL: url });
    expect(problem).toMatchObject({ detail: expect.stringContaining("COUNTERSIGN_URL") });
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });
});

it("names the variable where the fault stands in one", () => {
  const problem = address(null, { JFROG_URL: "nonsense" });
  expect(problem).toMatchObject({ detail: expect.stringContaining("JFROG_URL is") });
  expect(problem).not.toHaveProperty("at");
});

it("warns of http to anywhere but this machine", () => {
  const isWarnedOf = (url: string) => {
    const outcome = addressOf(url, {});
    return outcome.ok && outcome.warnings?.some(({ at }) => at?.[0] === "url");
  };
  expect(isWarnedOf("http://sts.example.com")).toBe(true);
  const good = ["http://127.0.0.1:8480", "http://localhost", "http://[::1]:1", "https://a.b"];
  expect(good.filter(isWarnedOf)).toEqual([]);
});
