import { describe, expect, it, vi } from "vitest";
import { cookie, handshakeLine } from "../../src/plugin/handshake.ts";
import { buildToy } from "../built.ts";
import {
  askOver,
  connect,
  makeClientCertificate,
  ProviderProcess,
  startPlugin,
  terraformsEnvironment,
} from "../plugin-client.ts";

const toy = buildToy();

/** Runs to its end a provider that Terraform, or a person, has started in this way. */
async function refused(environment: Readonly<Record<string, string | undefined>>) {
  const process = new ProviderProcess(toy(), await terraformsEnvironment({ environment }));
  return { code: await process.ended, stdout: process.stdout, stderr: process.stderr };
}

describe("a provider that Terraform starts", () => {
  it("answers one line that says where it is and how to secure the connection", async () => {
    const { handshake } = await startPlugin(toy());
    expect(handshake).toMatchObject({ core: "1", protocol: "6", network: "unix", kind: "grpc" });
    expect(handshake.certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  });

  it("serves over mutual TLS", async () => {
    const plugin = await startPlugin(toy());
    expect((await plugin.call("GetMetadata", {})).resources).toEqual([{ typeName: "toy" }]);
  });

  it("serves in clear when it is given no certificate", async () => {
    const plugin = await startPlugin(toy(), { secured: false });
    expect(plugin.handshake.certificate).toBe("");
    expect((await plugin.call("GetMetadata", {})).resources).toEqual([{ typeName: "toy" }]);
  });

  it.each(["6", "5,6", "6,5", " 6 , 7"])("takes protocol 6 out of %j", async (versions) => {
    const plugin = await startPlugin(toy(), { environment: { PLUGIN_PROTOCOL_VERSIONS: versions } });
    expect(plugin.handshake.protocol).toBe("6");
  });

  it.each(["5", "", "16", undefined])("explains to Terraform that %j is too old for it", async (versions) => {
    const { code, stdout } = await refused({ PLUGIN_PROTOCOL_VERSIONS: versions });
    expect(code).toBe(1);
    expect(stdout).toBe(
      "Countersign's provider speaks protocol 6, which this Terraform does not offer: use Terraform 1.0 or newer.\n",
    );
  });

  it("turns away a client with another certificate", async () => {
    const { handshake } = await startPlugin(toy());
    const stranger = connect(handshake, await makeClientCertificate());
    await expect(askOver(stranger, "/grpc.health.v1.Health/Check", new Uint8Array(0))).rejects.toThrow(
      /UNAVAILABLE/,
    );
  });

  it("turns away a client without a certificate", async () => {
    const { handshake } = await startPlugin(toy());
    const stranger = connect(handshake, null);
    await expect(askOver(stranger, "/grpc.health.v1.Health/Check", new Uint8Array(0))).rejects.toThrow(
      /UNAVAILABLE/,
    );
  });

  it("prints nothing but the handshake, whatever it does and however much it logs", async () => {
    const plugin = await startPlugin(toy(), { environment: { TF_LOG: "TRACE" } });
    await plugin.call("GetProviderSchema", {});
    await plugin.call("ConfigureProvider", { terraformVersion: "1.11.4", config: nothing });
    await plugin.shutDown();
    expect(plugin.process.stdout.trimEnd().split("\n")).toHaveLength(1);
    await vi.waitFor(() => expect(plugin.process.log.length).toBeGreaterThan(0));
  });
});

const nothing = { msgpack: new Uint8Array(0), json: new Uint8Array(0) };

describe("a provider that a person starts", () => {
  it.each([undefined, "another cookie"])("says what it is for with the cookie %j", async (value) => {
    const { code, stdout, stderr } = await refused({ [cookie.name]: value });
    expect(code).toBe(1);
    expect(stdout + stderr).toBe(
      "This is Countersign's Terraform provider, which Terraform starts by itself: name it in required_providers and run terraform init.\n",
    );
  });

  it("says so on standard error", async () => {
    expect((await refused({ [cookie.name]: undefined })).stdout).toBe("");
  });
});

describe("the handshake", () => {
  it.each([1, 2, 3])("has a certificate in base64 without padding, of %i bytes", (length) => {
    const address = { network: "tcp", host: "127.0.0.1", port: 10_000 } as const;
    const encoded = Buffer.alloc(length, 0xff).toString("base64").replaceAll("=", "");
    expect(handshakeLine(address, Buffer.alloc(length, 0xff))).toBe(
      `1|6|tcp|127.0.0.1:10000|grpc|${encoded}\n`,
    );
  });
});
