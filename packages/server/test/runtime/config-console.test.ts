import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigProblem, readConfig } from "../../src/config.ts";
import { checkConfigFiles } from "../../src/config-files.ts";

const problemsIn = (problem: unknown) => {
  if (problem instanceof ConfigProblem) return problem.problems;
  throw problem;
};
function problems(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
  } catch (problem) {
    return problemsIn(problem);
  }
  return [];
}

const named = { COUNTERSIGN_CONSOLE_PROVIDER: "staff", COUNTERSIGN_CONSOLE_CLIENT_ID: "console" };

describe("the settings of the console", () => {
  it("are good together, with a secret and without", () => {
    expect(problems(named)).toEqual([]);
    expect(problems({ ...named, COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: "secret" })).toEqual([]);
  });

  it.each([
    [
      "the console without the admin API",
      { COUNTERSIGN_FACES: "access,console" },
      "COUNTERSIGN_FACES names console without admin: the console is a client of the admin API.",
    ],
    [
      "a provider without the client's id",
      { COUNTERSIGN_CONSOLE_PROVIDER: "staff" },
      "COUNTERSIGN_CONSOLE_PROVIDER and COUNTERSIGN_CONSOLE_CLIENT_ID must be given together.",
    ],
    [
      "a client's id without a provider",
      { COUNTERSIGN_CONSOLE_CLIENT_ID: "console" },
      "COUNTERSIGN_CONSOLE_PROVIDER and COUNTERSIGN_CONSOLE_CLIENT_ID must be given together.",
    ],
    [
      "a client's secret for no provider",
      { COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: "secret" },
      "COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE is of no use without COUNTERSIGN_CONSOLE_PROVIDER.",
    ],
    [
      "single sign-on without the console",
      { ...named, COUNTERSIGN_FACES: "admin,access" },
      "COUNTERSIGN_CONSOLE_PROVIDER is of no use while COUNTERSIGN_FACES does not name console.",
    ],
  ])("refuse %s with a sentence", (_, environment, sentence) => {
    expect(problems(environment)).toEqual([sentence]);
  });
});

describe("the file of the client's secret", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-secret-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const check = async (file: string) => {
    const config = readConfig({ ...named, COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: file });
    return checkConfigFiles(config).then(() => [], problemsIn);
  };
  const written = (text: string) => {
    const file = join(folder, "client-secret");
    writeFileSync(file, text);
    return file;
  };

  it.each(["a secret: 100% of it", "with its line's end\n", "with another\r\n"])(
    "may hold %j",
    async (text) => {
      expect(await check(written(text))).toEqual([]);
    },
  );

  it("is refused when it is not there, with what it must be", async () => {
    const file = join(folder, "nowhere");
    expect(await check(file)).toEqual([
      expect.stringMatching(
        /^COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE names .*nowhere: .*\. It must be a file that the user the server runs as may read\.$/,
      ),
    ]);
  });

  it.each([
    ["nothing", ""],
    ["only a line's end", "\n"],
    ["two lines", "hunter2\nhunter3\n"],
    ["letters that no header carries", "hunter2ü"],
    ["far too much", "hunter2".repeat(200)],
  ])("is refused when it holds %s, without being shown", async (_, text) => {
    const [problem = "", ...more] = await check(written(text));
    expect(problem).toContain("it must hold the client's secret in one line of printable ASCII");
    expect(problem).not.toContain("hunter");
    expect(more).toEqual([]);
  });
});
