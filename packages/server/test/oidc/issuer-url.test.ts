import { describe, expect, it } from "vitest";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import {
  checkDestination,
  checkIssuerIdentifier,
  checkIssuerUrl,
  isForBrowsers,
  maxUrlLength,
} from "../../src/oidc/issuer-url.ts";

const nothing = parseAllowList([]).list;

describe("an issuer URL", () => {
  it.each([
    "https://token.actions.githubusercontent.com",
    "https://token.actions.githubusercontent.com/acme",
    "https://accounts.google.com/",
    "https://login.microsoftonline.com/11111111-0000-0000-0000-000000000000/v2.0",
    "https://IDP.example",
    "https://idp.example:8443/realms/acme",
    "https://idp.example:443/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://xn--bcher-kva.example",
    "https://internal.example",
    "https://idp.localhost.example",
    "https://idp.example.",
    "https://mylocalhost.example",
  ])("may be %s", (url) => {
    expect(checkIssuerUrl(url, nothing)).toBeNull();
  });

  it.each([
    ["idp.example", "no scheme"],
    ["http://idp.example", "plain http"],
    ["http://127.0.0.1", "plain http to loopback that is not listed"],
    ["ftp://idp.example", "another scheme"],
    ["data:application/json,{}", "another scheme"],
    ["https:idp.example", "no slashes"],
    ["https:/idp.example", "one slash"],
    ["https:///idp.example", "three slashes"],
    ["https:\\\\idp.example", "backslashes"],
    ["https://user@idp.example", "user name"],
    ["https://user:pass@idp.example", "password"],
    ["https://@idp.example", "empty user name"],
    ["https://idp.example?", "empty query"],
    ["https://idp.example/#", "empty fragment"],
    ["https://idp.example/a/../b", "dot segments"],
    ["https://idp.example/%2e%2e/b", "encoded dot segments"],
    ["https://idp.example\\a", "backslash"],
    [" https://idp.example", "white space before"],
    ["https://idp.example ", "white space after"],
    ["https://idp.exa\nmple", "line break inside"],
    ["https://idp%2eexample", "percent-encoded host"],
    ["https://\u212adp.example", "a letter that folds onto ASCII"],
    ["https://idp\u3002example", "an ideographic full stop"],
    ["https://idp.example:99999", "a port that does not exist"],
    ["https://2130706433/", "loopback in decimal"],
    ["https://0x7f.1/", "loopback in hexadecimal"],
    ["https://0177.1/", "loopback in octal"],
    ["https://134744072/", "even a public address in decimal"],
    [`https://idp.example/${"a".repeat(2048)}`, "more than 2048 characters"],
    ["javascript:alert(1)", "a script"],
    ["https://idp.example/?q=1", "a query"],
    ["kubernetes/serviceaccount", "no URL at all"],
  ])("must not be %j: %s", (url) => {
    const told = expect.any(String);
    expect([checkIssuerUrl(url, nothing), checkIssuerIdentifier(url, nothing)]).toEqual([told, told]);
  });

  it.each([
    ["https://169.254.169.254/", "a link-local address"],
    ["https://[::ffff:7f00:1]/", "mapped loopback"],
    ["https://[fd00::1]/", "unique local address"],
    ["https://localhost:8443/", "localhost with a port"],
    ["https://a.localhost", "a name below localhost"],
    ["https://intranet", "a name of one label"],
    ["https://localhost./", "localhost with the root's dot"],
    ["https://intranet./", "a name of one label with the root's dot"],
    ["https://home.arpa", "the home network itself"],
    ["https://nas.home.arpa", "a name in the home network"],
    ["https://metadata.google.internal", "a name below .internal"],
    ["https://kubernetes.default.svc.cluster.local", "a name below .local"],
  ])("must not be %j where it is contacted: %s", (url) => {
    expect([checkIssuerUrl(url, nothing), checkIssuerIdentifier(url, nothing)]).toEqual([
      expect.any(String),
      null,
    ]);
  });

  it("may be a private origin that is listed exactly", () => {
    const { list } = parseAllowList(["https://10.0.0.5:8443", "https://idp.local"]);
    expect(checkIssuerUrl("https://10.0.0.5:8443/realm", list)).toBeNull();
    expect(checkIssuerUrl("https://idp.local", list)).toBeNull();
    expect(checkIssuerUrl("https://10.0.0.5", list)).not.toBeNull();
    expect(checkIssuerUrl("https://10.0.0.6:8443", list)).not.toBeNull();
  });

  it("may be an address in a listed range, or a local name that may lead there", () => {
    const { list } = parseAllowList(["10.0.0.0/8"]);
    expect(checkIssuerUrl("https://10.2.3.4/", list)).toBeNull();
    expect(checkIssuerUrl("https://kubernetes.default.svc.cluster.local", list)).toBeNull();
    expect(checkIssuerUrl("https://192.168.0.1/", list)).not.toBeNull();
  });

  it("may be plain http only for a listed origin on loopback", () => {
    const { list } = parseAllowList([
      "http://127.0.0.1:8080",
      "http://localhost:8080",
      "http://10.0.0.1",
      "127.0.0.0/8",
    ]);
    expect(checkIssuerUrl("http://127.0.0.1:8080", list)).toBeNull();
    expect(checkIssuerUrl("http://localhost:8080/x", list)).toBeNull();
    expect(checkIssuerIdentifier("http://localhost:8080/x", list)).toBeNull();
    expect(checkIssuerUrl("http://127.0.0.1:9090", list)).not.toBeNull();
    expect(checkIssuerUrl("http://10.0.0.1", list)).not.toBeNull();
  });

  it("may not be plain http for another name than localhost, listed or not", () => {
    const { list } = parseAllowList(["http://idp.example", "http://localhost"]);
    expect(checkIssuerUrl("http://idp.example", list)).toContain("only for loopback addresses");
    expect(checkIssuerUrl("http://localhost", list)).toBeNull();
  });

  it("may name the port that its scheme has anyway, and not that of the other", () => {
    const { list } = parseAllowList(["http://localhost", "http://localhost:443"]);
    expect(checkIssuerUrl("http://localhost:80", list)).toBeNull();
    expect(checkIssuerUrl("http://localhost:443", list)).toBeNull();
    expect(checkIssuerUrl("https://idp.example:80", nothing)).toBeNull();
  });

  it("may name localhost with the root's dot", () => {
    const { list } = parseAllowList(["http://localhost.:8080"]);
    expect(checkIssuerUrl("http://localhost.:8080", list)).toBeNull();
  });

  it("may have 2048 characters and no more", () => {
    const longest = "https://idp.example/".padEnd(maxUrlLength, "a");
    expect(checkIssuerUrl(longest, nothing)).toBeNull();
    expect(checkIssuerUrl(`${longest}a`, nothing)).toBe("The URL is longer than 2048 characters.");
  });

  it.each([
    ["idp.example", "This is not an absolute URL. Write it as https://issuer.example/path."],
    ["ftp://idp.example", "The URL must begin with https://."],
    ["https://idp.example?", "The URL must not carry a query."],
    ["https://idp.example/#", "The URL must not carry a fragment."],
    ["https://@idp.example", "The URL must not carry a user name or password."],
    [
      "https://idp.example/a/../b",
      "The URL is not written in its usual form; write it as https://idp.example/b.",
    ],
    ["HTTPS://idp.example", "The URL is not written in its usual form; write it as https://idp.example/."],
    ["http://idp.example", "The URL must begin with https://; plain http is only for loopback addresses."],
  ])("that is %s is told what to write", (url, told) => {
    expect(checkIssuerUrl(url, nothing)).toBe(told);
  });

  it.each([
    ["http://127.0.0.1:9/realm", "add http://127.0.0.1:9 to COUNTERSIGN_ISSUER_ALLOW and restart"],
    ["http://localhost:9", "add http://localhost:9 to COUNTERSIGN_ISSUER_ALLOW and restart"],
    ["https://10.0.0.5:8443/realm", "add https://10.0.0.5:8443 to COUNTERSIGN_ISSUER_ALLOW and restart"],
    ["https://idp.local", "add https://idp.local to COUNTERSIGN_ISSUER_ALLOW and restart"],
  ])("that is refused unless it is listed, as %s is, is told with the setting", (url, advice) => {
    expect(checkIssuerUrl(url, nothing)).toContain(advice);
  });

  it("that no list would make good is told without the setting", () => {
    expect(checkIssuerUrl("http://10.0.0.5", nothing)).not.toContain("COUNTERSIGN_ISSUER_ALLOW");
  });
});

describe("where an issuer has browsers sent", () => {
  it.each([
    "https://issuer.example",
    "https://issuer.example:8443/realms/acme/protocol/openid-connect/auth",
    "https://issuer.example/authorize?p=policy",
    "HTTPS://Issuer.example/authorize",
  ])("may be %s", (text) => {
    expect(isForBrowsers(text, "https://issuer.example")).toBe(true);
  });

  it.each([
    ["no URL", "issuer.example/authorize"],
    ["no slashes", "https:issuer.example"],
    ["a script", "javascript:alert(1)"],
    ["plain http", "http://issuer.example/authorize"],
    ["a user name", "https://user@issuer.example/authorize"],
    ["a password alone", "https://:password@issuer.example/authorize"],
    ["a fragment", "https://issuer.example/authorize#here"],
    ["an empty fragment", "https://issuer.example/authorize#"],
    ["a blank", "https://issuer.example/ authorize"],
    ["a line break", "https://issuer.example/\nauthorize"],
    ["letters outside ASCII", "https://issuer.example/\u00e4"],
  ])("is not %s", (_, text) => {
    expect(isForBrowsers(text, "https://issuer.example")).toBe(false);
  });

  it("may be plain http where the issuer itself is", () => {
    expect(isForBrowsers("http://localhost:9001/authorize", "http://localhost:9001")).toBe(true);
  });
});

describe("the destination of a fetch", () => {
  const fault = (url: string) => checkDestination(new URL(url), nothing);

  it("may be a public name, with a query", () => {
    expect(fault("https://idp.example/jwks?p=1")).toBeNull();
  });

  it("is checked for its scheme", () => {
    expect(fault("file:///etc/passwd")).toBe("The URL must begin with https://, not file:.");
  });

  it("is checked for its host", () => {
    expect(fault("https://10.0.0.1/jwks")).toContain("10.0.0.1 is not a public address");
  });
});
