import { describe, expect, it, vi } from "vitest";
import { severities } from "../../src/protocol/messages.ts";
import { buildToy } from "../built.ts";
import { type Plugin, startPlugin } from "../plugin-client.ts";

const toy = buildToy();

const value = (text: string) => ({ msgpack: Buffer.from(text), json: new Uint8Array(0) });

const apply = (plugin: Plugin, typeName: string) =>
  plugin.call("ApplyResourceChange", {
    typeName,
    priorState: value("prior"),
    plannedState: value("planned"),
    config: value("config"),
    plannedPrivate: Buffer.from("private"),
  });

describe("a fault of the provider during a call", () => {
  it.each(["rejects", "throws_no_error", "throws_later", "rejects_unseen"])(
    "is an error at that call, which Terraform can report, when the resource %s",
    async (typeName) => {
      const plugin = await startPlugin(toy());
      const { diagnostics } = await apply(plugin, typeName);
      expect(diagnostics).toMatchObject([
        {
          severity: severities.error,
          summary: "The provider failed",
          detail: expect.stringMatching(/could not finish ApplyResourceChange.*with reference [0-9a-f]{12}/),
        },
      ]);
    },
  );

  it("is found in the log by its reference, with its kind and where it was", async () => {
    const plugin = await startPlugin(toy());
    const [diagnostic] = (await apply(plugin, "throws_later")).diagnostics;
    const reference = /reference ([0-9a-f]+)/.exec(diagnostic?.detail ?? "")?.[1];
    await vi.waitFor(() =>
      expect(plugin.process.log).toContainEqual(
        expect.objectContaining({
          "@level": "error",
          reference,
          procedure: "ApplyResourceChange",
          kind: "RangeError",
          stack: expect.stringContaining("at "),
        }),
      ),
    );
  });

  it("shows no word of the error itself, which may hold a secret", async () => {
    const plugin = await startPlugin(toy(), { environment: { TF_LOG: "TRACE" } });
    const shown = [];
    for (const typeName of ["rejects", "throws_no_error", "throws_later", "rejects_unseen"]) {
      shown.push(JSON.stringify(await apply(plugin, typeName)));
    }
    await plugin.shutDown();
    expect(shown.join() + plugin.process.stdout + plugin.process.stderr).not.toMatch(
      /s3cr3t|Headers|prior|planned"/,
    );
  });

  it("leaves what Terraform knows of the object as it was", async () => {
    const plugin = await startPlugin(toy());
    const changed = await apply(plugin, "rejects");
    expect(Buffer.from(changed.newState?.msgpack ?? []).toString()).toBe("prior");
    expect(Buffer.from(changed.private).toString()).toBe("private");
    const read = await plugin.call("ReadResource", {
      typeName: "rejects",
      currentState: value("current"),
      private: Buffer.from("private"),
      providerMeta: null,
    });
    expect(Buffer.from(read.newState?.msgpack ?? []).toString()).toBe("current");
  });

  it("does not end the provider, nor the calls beside it", async () => {
    const plugin = await startPlugin(toy());
    const beside = apply(plugin, "waits_for_stop");
    await apply(plugin, "throws_later");
    await plugin.call("StopProvider", {});
    expect((await beside).diagnostics).toEqual([]);
  });
});

describe("a fault of the provider outside of all calls", () => {
  it("ends it, with one line that Terraform shows a person", async () => {
    const plugin = await startPlugin(toy());
    plugin.process.child.kill("SIGUSR2");
    expect(await plugin.process.ended).toBe(1);
    const shown = plugin.process.stderr.split("\n").filter((line) => line.startsWith("panic: "));
    expect(shown).toEqual([
      expect.stringMatching(
        /Countersign's provider ended because of a fault of its own \(Error\)\. Run terraform/,
      ),
    ]);
    expect(plugin.process.stderr).not.toContain("s3cr3t");
  });
});

describe("what is no message, or no procedure", () => {
  it("is refused alone, and the next call is served", async () => {
    const plugin = await startPlugin(toy());
    const nonsense = Buffer.from([0x0a, 0xff, 0xff]);
    await expect(plugin.ask("/tfplugin6.Provider/ReadResource", nonsense)).rejects.toThrow(/^13 INTERNAL/);
    expect((await plugin.call("GetMetadata", {})).resources).toHaveLength(1);
  });

  it("is answered as not implemented", async () => {
    const plugin = await startPlugin(toy());
    for (const path of [
      "/tfplugin6.Provider/CallFunction",
      "/tfplugin6.Provider/GetResourceIdentitySchemas",
      "/tfplugin5.Provider/GetSchema",
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      "/nothing",
    ]) {
      await expect(plugin.ask(path, new Uint8Array(0)), path).rejects.toThrow(/^12 UNIMPLEMENTED/);
    }
  });
});
