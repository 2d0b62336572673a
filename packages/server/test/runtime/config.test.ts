import { describe, expect, it } from "vitest";
import {
  ConfigProblem,
  plainDatabaseHost,
  readConfig,
  readDatabaseConfig,
  type SettingFlags,
} from "../../src/config.ts";
import { flagOf, type SettingName, settings } from "../../src/settings.ts";

function problems(environment: Record<string, string>, flags: SettingFlags = {}): readonly string[] {
  try {
    readConfig(environment, flags);
  } catch (problem) {
    if (problem instanceof ConfigProblem) return problem.problems;
    throw problem;
  }
  return [];
}

describe("the settings", () => {
  it("are refused when they are misspelt, with the name that was meant", () => {
    expect(
      problems({ COUNTERSIGN_REQUIRE_AUDENCE: "true", COUNTERSIGN_COLOUR: "red", COUNTERSIGN_PORT: "9000" }),
    ).toEqual([
      "COUNTERSIGN_REQUIRE_AUDENCE is no setting. Did you mean COUNTERSIGN_REQUIRE_AUDIENCE?",
      "COUNTERSIGN_COLOUR is no setting.",
      "COUNTERSIGN_PORT is no setting.",
    ]);
  });

  it.each([
    ["COUNTERSIGN_URL", "https://sts.example"],
    ["COUNTERSIGN_TOKEN", "secret"],
    ["COUNTERSIGN_ID_TOKEN", "a.b.c"],
    ["COUNTERSIGN_TEST_CORPUS", "folder"],
    ["COUNTERSIGN_REQUIRE_AUDENCE", ""],
    ["COUNTERSIGN_SERVICE_HOST", "10.0.0.7"],
    ["COUNTERSIGN_SERVICE_PORT_HTTPS", "8480"],
    ["COUNTERSIGN_PORT", "tcp://10.0.0.7:8480"],
    ["COUNTERSIGN_DB_PORT_5432_TCP_ADDR", "10.0.0.8"],
    ["OTHER_REQUIRE_AUDENCE", "true"],
  ])("pass over %s, which is no misspelt setting", (name, value) => {
    expect(problems({ [name]: value })).toEqual([]);
  });

  it("need nothing to be set", () => {
    expect(readConfig({})).toMatchObject({
      listen: { host: "127.0.0.1", port: 8480 },
      publicUrls: ["http://127.0.0.1:8480"],
      databaseUrl: "sqlite:data/countersign.db",
      masterKeyFile: "data/master.key",
      mayCreateMasterKey: true,
      bootstrapAdminToken: null,
      requireAudience: false,
      maxTokenLifetimeSeconds: 86_400,
      signingAlgorithms: ["ES256"],
      logLevel: "info",
    });
  });

  it("report every problem at once", () => {
    const found = problems({
      COUNTERSIGN_LISTEN: "nowhere",
      COUNTERSIGN_MAX_TOKEN_TTL: "soon",
      COUNTERSIGN_SIGNING_ALG: "HS256",
      COUNTERSIGN_DATABASE_URL: "mysql://x",
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "short",
      COUNTERSIGN_TLS_CERT_FILE: "cert.pem",
      COUNTERSIGN_ISSUER_ALLOW: "https://issuer.internal/path",
      COUNTERSIGN_TRUSTED_PROXIES: "proxy.internal",
      COUNTERSIGN_FACES: "access,fax",
    });
    expect(found.map((sentence) => sentence.split(" ")[0])).toEqual([
      "COUNTERSIGN_LISTEN",
      "COUNTERSIGN_DATABASE_URL",
      "COUNTERSIGN_TLS_CERT_FILE",
      "COUNTERSIGN_FACES",
      "COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN",
      "COUNTERSIGN_ISSUER_ALLOW",
      "COUNTERSIGN_TRUSTED_PROXIES",
      "COUNTERSIGN_MAX_TOKEN_TTL",
      "COUNTERSIGN_SIGNING_ALG",
    ]);
  });

  it.each(["10.1/16", "172.16/12", "010.0.0.0/8", "10"])(
    "take no range of addresses that is cut short, such as %s, which would trust others",
    (range) => {
      expect(problems({ COUNTERSIGN_TRUSTED_PROXIES: range })).toEqual([
        `COUNTERSIGN_TRUSTED_PROXIES must hold addresses or CIDR ranges, not "${range}".`,
      ]);
    },
  );

  it("never print the bootstrap secret", () => {
    expect(problems({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "hunter2" }).join()).not.toContain("hunter2");
  });

  it("ask for a public URL when listening beyond loopback", () => {
    expect(problems({ COUNTERSIGN_LISTEN: "0.0.0.0:8480" })).toHaveLength(1);
    expect(
      problems({ COUNTERSIGN_LISTEN: "0.0.0.0:8480", COUNTERSIGN_PUBLIC_URL: "https://sts.example" }),
    ).toEqual([]);
  });

  it.each(["postgres://u:hunter/2@db/sts", "postgres://u:hunter2@db:port/sts", "postgres://db:999999/sts"])(
    "refuse a URL of PostgreSQL that is none, without repeating it: %s",
    (url) => {
      const found = problems({ COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_MASTER_KEY_FILE: "key" });
      expect(found).toEqual([
        "COUNTERSIGN_DATABASE_URL must be a URL such as postgres://user:password@host:5432/database; in user and password / is written as %2F, # as %23, ? as %3F and % as %25.",
      ]);
    },
  );

  it("refuse a URL of PostgreSQL with which nobody would know who answers", () => {
    const url = "postgres://sts:hunter2@db/sts?sslmode=prefer";
    const found = problems({ COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_MASTER_KEY_FILE: "key" });
    expect(found).toEqual([
      "COUNTERSIGN_DATABASE_URL has sslmode=prefer, with which nobody checks who answers. Write sslmode=verify-full, or sslmode=disable where nobody can listen.",
    ]);
  });

  it.each([
    ["postgres://db.internal/sts", "db.internal"],
    ["postgres://192.0.2.1/sts", "192.0.2.1"],
    ["postgres://localhost/sts?host=db.internal", "db.internal"],
    ["postgres://localhost/sts", null],
    ["postgres://[::1]/sts", null],
    ["postgres:///sts", null],
    ["postgres:///sts?host=/run/postgresql", null],
    ["postgres://db.internal/sts?sslmode=verify-full", null],
    ["postgres://db.internal/sts?sslmode=disable", null],
    ["sqlite:countersign.db", null],
  ])("tell of %s that it is reached in the clear unawares: %j", (databaseUrl, host) => {
    expect(plainDatabaseHost({ databaseUrl }, {})).toBe(host);
  });

  it.each([
    ["postgres:///sts", "db.internal"],
    ["postgres:///sts?sslmode=disable", null],
    ["postgres://localhost/sts", null],
  ])("tell of %s that it is reached in the clear where PGHOST says: %j", (databaseUrl, host) => {
    expect(plainDatabaseHost({ databaseUrl }, { PGHOST: "db.internal" })).toBe(host);
  });

  it.each([
    "postgres://sts:12/hunter2@db/sts",
    "postgres://sts:12?hunter2@db/sts",
    "postgres://sts:12#hunter2@db",
  ])("refuse what may be a torn password on the command line, without repeating it: %s", (databaseUrl) => {
    const read = () => readDatabaseConfig({}, { databaseUrl });
    expect(read).toThrow(/--database-url must be a URL such as/);
    expect(read).not.toThrow(/hunter2/);
  });

  it.each(["postgres://sts:hunter2@db/sts", "postgres://db/sts?password=hunter2"])(
    "refuse a password on the command line: %s",
    (databaseUrl) => {
      expect(() => readConfig({}, { databaseUrl })).toThrow(
        "--database-url holds a secret, which others can read on a command line: set COUNTERSIGN_DATABASE_URL instead.",
      );
    },
  );

  it.each(["postgres:///sts?host=/run/postgresql", "postgresql://u:p%2Fw@[::1]:5432/sts?sslmode=require"])(
    "take the URL %s",
    (url) => {
      expect(
        readConfig({ COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_MASTER_KEY_FILE: "key" }).databaseUrl,
      ).toBe(url);
    },
  );

  it("ask for a master key file with PostgreSQL", () => {
    expect(problems({ COUNTERSIGN_DATABASE_URL: "postgres://db/countersign" })).toHaveLength(1);
  });

  it("take the first of several public URLs as the issuer", () => {
    const config = readConfig({ COUNTERSIGN_PUBLIC_URL: "https://sts.example, https://sts.internal:8443/" });
    expect(config.publicUrls).toEqual(["https://sts.example", "https://sts.internal:8443"]);
  });

  it("refuse a public URL that is not without a path: the well-known addresses would differ", () => {
    expect(problems({ COUNTERSIGN_PUBLIC_URL: "https://sts.example/tokens" })).toEqual([
      expect.stringContaining("must name scheme and host only, without a path"),
    ]);
  });

  it.each([[{}], [{ COUNTERSIGN_OUTBOUND_PROXY: "http://proxy.example:3128" }]])(
    "refuse authorities for a proxy that has no certificate: %j",
    (proxy) => {
      expect(problems({ ...proxy, COUNTERSIGN_OUTBOUND_PROXY_CA_FILE: "proxy.pem" })).toEqual([
        "COUNTERSIGN_OUTBOUND_PROXY_CA_FILE is for an https proxy, and COUNTERSIGN_OUTBOUND_PROXY names none.",
      ]);
    },
  );

  it("refuse a public URL with a password, without repeating it", () => {
    const found = problems({ COUNTERSIGN_PUBLIC_URL: "https://u:hunter2@sts.example" });
    expect(found).toEqual([
      "COUNTERSIGN_PUBLIC_URL must name scheme and host only, without user and password.",
    ]);
  });

  it("take what a list names twice once", () => {
    const config = readConfig({
      COUNTERSIGN_FACES: "oauth,access,oauth",
      COUNTERSIGN_SIGNING_ALG: "RS256,ES256,RS256",
      COUNTERSIGN_PUBLIC_URL: "https://sts.example,https://sts.example",
    });
    expect(config.faces).toEqual(["oauth", "access"]);
    expect(config.signingAlgorithms).toEqual(["RS256", "ES256"]);
    expect(config.publicUrls).toEqual(["https://sts.example"]);
  });

  it.each(["10.1", "10/8", "010.0.0.1", "0x7f.1", "2130706433"])(
    "refuse the address %s, which is read in more than one way",
    (address) => {
      const found = problems({
        COUNTERSIGN_TRUSTED_PROXIES: `10.0.0.0/8,fd00::/8,${address}`,
        COUNTERSIGN_ISSUER_ALLOW: address,
      });
      expect(found.map((sentence) => sentence.split(" ")[0])).toEqual([
        "COUNTERSIGN_ISSUER_ALLOW",
        "COUNTERSIGN_TRUSTED_PROXIES",
      ]);
      expect(found.join("\n")).toContain(`"${address}"`);
    },
  );

  it.each([
    ["http://u:p%zz@proxy.example:3128", "must have % in user and password written as %25."],
    [
      "http://proxy.example:3128/path",
      "must name scheme, user, password, host and port only, without a path.",
    ],
  ])("refuse the outbound proxy %s", (proxy, problem) => {
    expect(problems({ COUNTERSIGN_OUTBOUND_PROXY: proxy })).toEqual([
      `COUNTERSIGN_OUTBOUND_PROXY ${problem}`,
    ]);
  });

  it("listen on IPv6", () => {
    expect(readConfig({ COUNTERSIGN_LISTEN: "[::1]:9000" })).toMatchObject({
      listen: { host: "::1", port: 9000 },
      publicUrls: ["http://[::1]:9000"],
    });
  });

  it("let a flag win over the environment", () => {
    expect(readConfig({ COUNTERSIGN_LISTEN: "127.0.0.1:1" }, { listen: "127.0.0.1:2" }).listen.port).toBe(2);
  });

  it("name the flag when a flag is wrong", () => {
    expect(problems({}, { maxTokenTtl: "soon" })).toEqual([
      '--max-token-ttl must be a whole number from 60 to 31536000, not "soon".',
    ]);
  });

  it("refuse secrets as flags without repeating them", () => {
    const found = problems({}, { bootstrapAdminToken: "x".repeat(40), outboundProxy: "http://u:hunter2@p" });
    expect(found.map((sentence) => sentence.split(" ")[0])).toEqual([
      "--bootstrap-admin-token",
      "--outbound-proxy",
    ]);
    expect(found.join()).not.toMatch(/hunter2|xxx/);
  });

  it.each(["COUNTERSIGN_PUBLIC_URL", "COUNTERSIGN_FACES", "COUNTERSIGN_SIGNING_ALG"])(
    "refuse an empty list in %s",
    (variable) => {
      expect(problems({ [variable]: "," })).toEqual([`${variable} must name at least one.`]);
    },
  );

  it("refuse a bootstrap secret that no header can carry", () => {
    expect(problems({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: `${"x".repeat(40)}\nx` })).toHaveLength(1);
  });

  it("refuse a database that would be gone at the end", () => {
    expect(problems({ COUNTERSIGN_DATABASE_URL: "sqlite::memory:" })).toHaveLength(1);
  });

  it("ask for a public URL when any free port may be taken", () => {
    expect(problems({ COUNTERSIGN_LISTEN: "127.0.0.1:0" })).toHaveLength(1);
  });

  it("say where the database is, whatever the others are", () => {
    const environment = { COUNTERSIGN_DATABASE_URL: "postgres://db/sts", COUNTERSIGN_LISTEN: "nowhere" };
    expect(readDatabaseConfig(environment).databaseUrl).toBe("postgres://db/sts");
    expect(readDatabaseConfig({}, { dataDir: "/srv" }).databaseUrl).toBe("sqlite:/srv/countersign.db");
  });

  it("name their flags after their variables", () => {
    expect(flagOf("publicUrl")).toBe("--public-url");
  });

  it("have a meaning, each", () => {
    const names = Object.keys(settings) as SettingName[];
    expect(names.filter((name) => settings[name].meaning === "")).toEqual([]);
  });
});
