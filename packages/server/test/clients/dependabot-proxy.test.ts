/**
 * GitHub's proxy for Dependabot and CodeQL: what an update job fetches goes through it, and for a private registry it
 * exchanges the job's ID token and sends the access token along. curl is in the place of the package manager.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../app.ts";
import { audience } from "../transcripts/access-world.ts";
import { startIdTokens } from "./actions-runner.ts";
import { findClient, type Machine, startMachine } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";
import { startTlsFront, type TlsFront } from "./tls-front.ts";

const program = findClient({ name: "Dependabot's proxy", variable: "COUNTERSIGN_TEST_DEPENDABOT_PROXY" });
const curl = findClient({ name: "curl", variable: "COUNTERSIGN_TEST_CURL", program: "curl" });

describe.skipIf([program, curl].includes(null))("Dependabot's proxy", () => {
  let world: ClientWorld;
  let machine: Machine;
  let front: TlsFront;
  let proxy: ChildProcess;
  let idTokens: Awaited<ReturnType<typeof startIdTokens>>;
  beforeAll(async () => {
    world = await startClientWorld();
    front = await startTlsFront(world.app.url);
    machine = await startMachine();
    await writeFile(join(machine.home, "ca.pem"), world.issuer.ca);
  });
  afterAll(async () => {
    await machine?.close();
    front?.close();
    await world?.close();
  });
  afterEach(async () => {
    proxy.kill("SIGKILL");
    await idTokens.close();
  });

  /** Starts it with one private registry, in a job of this repository. @returns its address */
  const startProxy = async (repository: string) => {
    idTokens = await startIdTokens(world, repository);
    const own = await generate([{ name: "commonName", value: "Proxy" }], { keySize: 2048 });
    const configuration = join(machine.home, "config.json");
    await writeFile(
      configuration,
      JSON.stringify({
        all_credentials: [
          {
            type: "npm_registry",
            url: `https://${front.host}/artifactory/api/`,
            "jfrog-oidc-provider-name": provider,
            "identity-mapping-name": "app",
            audience,
          },
        ],
        ca: { cert: own.cert, key: own.private },
      }),
    );
    const address = `127.0.0.1:${await freePort()}`;
    proxy = spawn(program ?? "", ["-addr", address, "-config", configuration], {
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: machine.home,
        SSL_CERT_FILE: join(machine.home, "ca.pem"),
        ...idTokens.variables,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    while (!said.includes("Listening")) said += String((await once(proxy.stderr ?? proxy, "data"))[0]);
    world.requests();
    return address;
  };
  /** The status of a GET through the proxy, of what needs a credential. */
  const fetchThrough = async (address: string) => {
    const asked = `https://${front.host}/artifactory/api/system/service_id`;
    const options = [
      "-sk",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "--noproxy",
      "",
      "-x",
      `http://${address}`,
    ];
    return (await machine.run([curl ?? "", ...options, asked])).out;
  };

  it("exchanges the job's token once and sends the access token with what the job fetches", async () => {
    const address = await startProxy(repositories.app);
    expect([await fetchThrough(address), await fetchThrough(address)]).toEqual(["200", "200"]);
    expect(world.requests()).toEqual([
      "POST /access/api/v1/oidc/token 200",
      "GET /artifactory/api/system/service_id 200",
      "GET /artifactory/api/system/service_id 200",
    ]);
  });

  it("sends nothing along when its mapping does not fit, though another would", async () => {
    const address = await startProxy(repositories.docs);
    expect(await fetchThrough(address)).toBe("401");
    expect(world.requests()[0]).toBe("POST /access/api/v1/oidc/token 401");
  });
});
