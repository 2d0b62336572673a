/**
 * JFrog's credentials provider for the kubelet: the kubelet starts it before it pulls an image, with the pod's
 * service account token on standard input, and reads user and password for the registry from its output. It speaks
 * https only, so an ending of TLS stands before the server. It writes its log below /var/log and nowhere else.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findClient, type Machine, startMachine } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";
import { startTlsFront, type TlsFront } from "./tls-front.ts";

const program = findClient({
  name: "JFrog's credentials provider for the kubelet",
  variable: "COUNTERSIGN_TEST_KUBELET_PROVIDER",
});

describe.skipIf(program === null)("JFrog's credentials provider for the kubelet", () => {
  let world: ClientWorld;
  let machine: Machine;
  let front: TlsFront;
  beforeAll(async () => {
    world = await startClientWorld();
    front = await startTlsFront(world.app.url);
    machine = await startMachine((home) => ({ SSL_CERT_FILE: join(home, "ca.pem") }));
    await writeFile(join(machine.home, "ca.pem"), world.issuer.ca);
  });
  afterAll(async () => {
    await machine?.close();
    front?.close();
    await world?.close();
  });

  const pull = (serviceAccountToken: string, environment: Readonly<Record<string, string>>) =>
    machine.run([program ?? ""], {
      environment: {
        artifactory_url: front.host,
        jfrog_oidc_provider_name: provider,
        disable_provider_autoupdate: "true",
        ...environment,
      },
      input: JSON.stringify({
        apiVersion: "credentialprovider.kubelet.k8s.io/v1",
        kind: "CredentialProviderRequest",
        image: `${front.host}/docker-local/app:1`,
        serviceAccountToken,
        serviceAccountAnnotations: { JFrogExchange: "true" },
      }),
    });
  /** What decides where the token comes from otherwise; a token of a pod is taken in each of them. */
  const clouds = [
    { cloud_provider: "azure", azure_app_audience: "api://sts" },
    {
      cloud_provider: "google",
      google_service_account_email: "a@example.com",
      jfrog_oidc_audience: "jfrog-github",
    },
  ];

  it.each(clouds)(
    "gives the kubelet a user and a token that work, on $cloud_provider",
    async (environment) => {
      const { code, out } = await pull(world.tokenOf(repositories.app), environment);
      expect(code).toBe(0);
      const { auth } = JSON.parse(out) as {
        readonly auth: Readonly<Record<string, { readonly username: string; readonly password: string }>>;
      };
      const given = auth[front.host];
      expect(given?.username).toBe("ci-user");
      const own = { authorization: `Basic ${btoa(`ci-user:${given?.password}`)}` };
      expect((await world.app.send("/artifactory/api/system/ping", { headers: own })).status).toBe(200);
    },
  );

  it("gives the kubelet nothing, and its log our sentence, when the token is refused", async () => {
    world.requests();
    const token = world.tokenOf(repositories.other);
    expect(await pull(token, clouds[0] ?? {})).toMatchObject({ code: 1, out: "" });
    expect(world.requests()).toEqual(["POST /access/api/v1/oidc/token 401"]);
    const log = await readFile("/var/log/jfrog-credentials-provider/jfrog-credentials-provider.log", "utf8");
    expect(log.trimEnd().split("\n").at(-1)).toContain("No identity mapping of provider github-oidc matches");
  });
});
