import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createLog } from "../../src/runtime/log.ts";

const lineOf = (level: string, write: (log: ReturnType<typeof createLog>) => void): string => {
  let written = "";
  const destination = {
    write(line: string) {
      written += line;
    },
  };
  write(createLog(level, destination));
  return written;
};

describe("the log", () => {
  it("ends nothing, and holds up no end, when it cannot be written", () => {
    const log = resolve(import.meta.dirname, "../../src/runtime/log.ts");
    const program = `import { createLog } from ${JSON.stringify(log)};
      const log = createLog("info");
      log.info("first");
      setTimeout(() => { log.info("second"); process.exit(7); }, 50);`;
    const full = openSync("/dev/full", "w");
    const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", full, "ignore"],
      timeout: 20_000,
      killSignal: "SIGKILL",
    });
    closeSync(full);
    expect(status).toBe(7);
  });

  it("is one JSON document a line, with level, time and message", () => {
    const line = lineOf("info", (log) => log.info({ provider: "ci" }, "issuer keys refreshed"));
    expect(line).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(line)).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      provider: "ci",
      msg: "issuer keys refreshed",
    });
  });

  it("writes nothing below its level", () => {
    expect(lineOf("warn", (log) => log.info("chatter"))).toBe("");
  });

  it("keeps what is attached to an error to itself", () => {
    const problem = Object.assign(new Error("not verified"), {
      token: "eyJhbGciOiJub25lIn0.secret.signature",
      request: { headers: { authorization: "Bearer secret" } },
      cause: new Error("inner", { cause: { password: "secret" } }),
    });
    const line = lineOf("error", (log) => log.error({ err: problem }, "unexpected"));
    expect(line).not.toContain("secret");
    expect(JSON.parse(line)).toMatchObject({ err: { type: "Error", message: "not verified" } });
  });

  it("describes what was thrown and is no error", () => {
    const line = lineOf("error", (log) => log.error({ err: "text" }, "unexpected"));
    expect(JSON.parse(line)).toMatchObject({ err: { type: "string", message: "text" } });
  });

  it("keeps a caller's line breaks and control characters within one line", () => {
    const line = lineOf("info", (log) => log.info({ name: 'a\n{"level":"fatal"}\u001b[31m' }, "named"));
    expect(line.trimEnd()).not.toContain("\n");
    expect(line).not.toContain("\u001b");
    expect(JSON.parse(line)).toMatchObject({ level: "info" });
  });
});
