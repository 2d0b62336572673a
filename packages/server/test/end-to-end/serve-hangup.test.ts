import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { freePort } from "../app.ts";
import { cleanEnvironment, program } from "../cli/command-line.ts";
import { endAll, serve, startServe } from "./serve-program.ts";

afterEach(endAll);

const hangGuard = { timeout: 20_000, interval: 50 };

describe("a server without a certificate, at SIGHUP", () => {
  it("goes on when it has no terminal, as under a supervisor that reloads, and says so", async () => {
    const served = await serve();
    served.child.kill("SIGHUP");
    await vi.waitFor(
      () => expect(served.out()).toContain("there is no certificate to read again"),
      hangGuard,
    );
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  });

  it("goes on when it is still opening its database", async () => {
    const database = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void database.close());
    await once(database, "listening");
    const { port } = database.address() as AddressInfo;
    const { child, ended, err } = await startServe({
      environment: {
        COUNTERSIGN_DATABASE_URL: `postgres://user@127.0.0.1:${port}/sts`,
        COUNTERSIGN_MASTER_KEY_FILE: "any.key",
      },
    });
    const [connection]: Socket[] = await once(database, "connection");
    child.kill("SIGHUP");
    connection?.destroy();
    expect(await ended).toBe(1);
    expect(err()).toContain("cannot be opened");
  });

  it("stops as it does after SIGTERM when its terminal is closed, to which it logs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "countersign-terminal-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [told, data] = [join(folder, "told"), join(folder, "data")];
    const command = `echo $$ > '${told}'; exec '${process.execPath}' '${program}' serve 2>> '${told}'`;
    // The program that gives it a terminal, and closes it when it is ended.
    const terminal = spawn("script", ["--quiet", "--command", command, "/dev/null"], {
      env: cleanEnvironment({
        COUNTERSIGN_LISTEN: `127.0.0.1:${await freePort()}`,
        COUNTERSIGN_DATA_DIR: data,
      }),
      stdio: "ignore",
    });
    await vi.waitFor(async () => expect(await readFile(told, "utf8")).toContain("listening on"), hangGuard);
    const pid = Number.parseInt(await readFile(told, "utf8"), 10);
    onTestFinished(() => void isRunning(pid, "SIGKILL"));
    terminal.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), hangGuard);
    // A database that was closed has no journal beside it.
    expect(await readdir(data)).not.toContain("countersign.db-wal");
  });
});

function isRunning(pid: number, signal: 0 | "SIGKILL" = 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
