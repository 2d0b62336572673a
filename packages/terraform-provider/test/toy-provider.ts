/**
 * A provider that is not ours, for tests of the wire: what it answers goes by the name of the type that it is asked
 * about. `toy` is echoed; the others go wrong in their own ways.
 */

import { servePlugin } from "../src/plugin/serve.ts";
import type { DynamicValue, Handlers, SchemaMessage } from "../src/protocol/messages.ts";

/** What no log, no diagnostic and no line may show. */
const secret = "s3cr3t-value";

const schema: SchemaMessage = {
  version: 0,
  block: {
    version: 0,
    attributes: [
      {
        name: "name",
        type: Buffer.from('"string"'),
        description: "A name.",
        descriptionKind: 1,
        required: true,
        optional: false,
        computed: false,
        sensitive: false,
        deprecated: false,
      },
    ],
    description: "",
    descriptionKind: 1,
  },
};
const capabilities = { planDestroy: false, getProviderSchemaOptional: true, moveResourceState: false };
const nothing: DynamicValue = { msgpack: new Uint8Array(0), json: new Uint8Array(0) };
const fine = async () => ({ diagnostics: [] });

let stop: () => void = () => {};
const stopped = new Promise<void>((resolve) => {
  stop = resolve;
});

/** What becomes of a resource of this type. */
async function behave(typeName: string): Promise<void> {
  switch (typeName) {
    case "rejects":
      throw new TypeError(`Headers.append: "Bearer ${secret}" is an invalid header value.\n    at ${secret}`);
    case "throws_later":
      setTimeout(() => {
        throw new RangeError(secret);
      });
      return await new Promise(() => {});
    case "rejects_unseen":
      void Promise.reject(new SyntaxError(secret));
      return await new Promise(() => {});
    case "throws_no_error":
      throw secret;
    case "waits_for_stop":
      return await stopped;
    case "ends_after_stop":
      await stopped;
      // Longer than connections are given to close.
      return await new Promise((resolve) => setTimeout(resolve, 1_000));
    case "never":
      return await new Promise(() => {});
  }
}

const handlers: Handlers = {
  GetMetadata: async () => ({
    serverCapabilities: capabilities,
    diagnostics: [],
    resources: [{ typeName: "toy" }],
    dataSources: [],
    ephemeralResources: [],
  }),
  GetProviderSchema: async () => ({
    provider: schema,
    resourceSchemas: { toy: schema },
    dataSourceSchemas: {},
    ephemeralResourceSchemas: {},
    serverCapabilities: capabilities,
    diagnostics: [],
  }),
  ValidateProviderConfig: fine,
  ValidateResourceConfig: fine,
  ValidateDataResourceConfig: fine,
  ValidateEphemeralResourceConfig: fine,
  ConfigureProvider: fine,
  UpgradeResourceState: async () => ({ upgradedState: nothing, diagnostics: [] }),
  ReadResource: async (request) => {
    await behave(request.typeName);
    return { newState: request.currentState, private: request.private, diagnostics: [] };
  },
  PlanResourceChange: async (request) => ({
    plannedState: request.proposedNewState,
    plannedPrivate: request.priorPrivate,
    requiresReplace: [],
    diagnostics: [],
  }),
  ApplyResourceChange: async (request) => {
    await behave(request.typeName);
    return { newState: request.plannedState, private: request.plannedPrivate, diagnostics: [] };
  },
  ImportResourceState: async () => ({ importedResources: [], diagnostics: [] }),
  MoveResourceState: async () => ({
    targetState: nothing,
    targetPrivate: new Uint8Array(0),
    diagnostics: [],
  }),
  ReadDataSource: async () => ({ state: nothing, diagnostics: [] }),
  OpenEphemeralResource: async () => ({ result: nothing, private: Buffer.from("open"), diagnostics: [] }),
  RenewEphemeralResource: async () => ({ private: new Uint8Array(0), diagnostics: [] }),
  CloseEphemeralResource: async (request) => {
    await behave(request.typeName);
    return fine();
  },
  GetFunctions: async () => ({ functions: {}, diagnostics: [] }),
  StopProvider: async () => {
    stop();
    return { error: "" };
  },
};

// A fault that belongs to no call.
process.on("SIGUSR2", () => {
  throw new Error(secret);
});

void servePlugin(handlers);
