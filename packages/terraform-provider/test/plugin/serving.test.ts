import { describe, expect, it } from "vitest";
import { buildToy } from "../built.ts";
import { startPlugin } from "../plugin-client.ts";

const toy = buildToy();

const mebibyte = 1024 * 1024;

describe("a provider that serves", () => {
  it("tells whoever asks for its health that it serves", async () => {
    const plugin = await startPlugin(toy());
    // Field 1, service: "plugin".
    const request = Buffer.from([0x0a, 6, ...Buffer.from("plugin")]);
    expect([...(await plugin.ask("/grpc.health.v1.Health/Check", request))]).toEqual([0x08, 1]);
  });

  it("takes and gives a state of many megabytes", async () => {
    const plugin = await startPlugin(toy());
    const state = Buffer.alloc(64 * mebibyte, "state ");
    const { newState } = await plugin.call("ReadResource", {
      typeName: "toy",
      currentState: { msgpack: state, json: new Uint8Array(0) },
      private: new Uint8Array(0),
      providerMeta: null,
    });
    expect(state.equals(newState?.msgpack ?? new Uint8Array(0))).toBe(true);
  });

  it("answers 200 calls at once, each with its own answer", async () => {
    const plugin = await startPlugin(toy());
    const states = Array.from({ length: 200 }, (_, index) => `state ${index}`);
    const answers = await Promise.all(
      states.map((state) =>
        plugin.call("ReadResource", {
          typeName: "toy",
          currentState: { msgpack: Buffer.from(state), json: new Uint8Array(0) },
          private: new Uint8Array(0),
          providerMeta: null,
        }),
      ),
    );
    expect(answers.map(({ newState }) => Buffer.from(newState?.msgpack ?? []).toString())).toEqual(states);
  });
});

describe("the log", () => {
  async function linesAt(environment: Readonly<Record<string, string>>) {
    const plugin = await startPlugin(toy(), { environment });
    await plugin.call("GetMetadata", {});
    await plugin.shutDown();
    return plugin.process;
  }

  it("is in the form that Terraform reads", async () => {
    const { log } = await linesAt({ TF_LOG: "TRACE" });
    expect(log).toContainEqual({
      "@level": "trace",
      "@message": "Call",
      "@module": "platform",
      "@timestamp": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      procedure: "GetMetadata",
    });
  });

  it.each([
    [{}, false],
    [{ TF_LOG: "TRACE" }, true],
    [{ TF_LOG: "JSON" }, true],
    [{ TF_LOG: "ERROR" }, false],
    [{ TF_LOG: "ERROR", TF_LOG_PROVIDER: "trace" }, true],
    [{ TF_LOG: "TRACE", TF_LOG_PROVIDER: "off" }, false],
    [{ TF_LOG_PROVIDER: "error", TF_LOG_PROVIDER_PLATFORM: "debug" }, true],
    [{ TF_LOG_PROVIDER_PLATFORM: "info" }, false],
  ])("says as much as %j asks for", async (environment: Readonly<Record<string, string>>, says) => {
    expect((await linesAt(environment)).log.length > 0).toBe(says);
  });
});
