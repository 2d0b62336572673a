import { describe, expect, it } from "vitest";
import { createFailedLoginLog, type FailedLogin } from "../../src/runtime/failed-logins.ts";
import { createLog } from "../../src/runtime/log.ts";

function failedLogins() {
  const clock = { ms: 0 };
  const lines: Record<string, unknown>[] = [];
  const log = createLog("info", { write: (line) => void lines.push(JSON.parse(line)) });
  const note = createFailedLoginLog(log, () => clock.ms);
  const fail = (count: number, fault: FailedLogin["fault"] = "unknown") => {
    for (let n = 0; n < count; n += 1) {
      note({ face: "admin", fault, addressPrefix: "192.0.2.0/24", requestId: `request-${n}` });
    }
  };
  return { clock, lines, fail };
}

describe("credentials that are not good", () => {
  it("are told with face, what is the matter, address prefix and request id", () => {
    const { lines, fail } = failedLogins();
    fail(1);
    expect(lines).toEqual([
      {
        level: "warn",
        time: expect.any(String),
        face: "admin",
        fault: "unknown",
        addressPrefix: "192.0.2.0/24",
        requestId: "request-0",
        msg: "a credential was not accepted",
      },
    ]);
  });

  it("are told when they were revoked, and not when they have merely expired", () => {
    const { lines, fail } = failedLogins();
    fail(1, "expired");
    fail(1, "revoked");
    expect(lines.map((line) => line["fault"])).toEqual(["revoked"]);
  });

  it("fill no more than ten lines a minute, and the next one counts what was left out", () => {
    const { clock, lines, fail } = failedLogins();
    fail(25);
    expect(lines).toHaveLength(10);
    clock.ms += 60_000;
    fail(2);
    expect(lines.slice(10).map((line) => line["leftOut"])).toEqual([15, undefined]);
  });
});
