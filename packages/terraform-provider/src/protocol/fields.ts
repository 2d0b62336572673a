/**
 * Which number each field of Terraform's plugin protocol 6 has on the wire: a table of our own, of the fields that
 * `messages.ts` names. What else Terraform sends is skipped.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */

import type {
  AttributePath,
  DiagnosticMessage,
  DynamicValue,
  Procedures,
  RawState,
  SchemaAttribute,
  SchemaBlock,
  SchemaMessage,
  SchemaObject,
  ServerCapabilities,
} from "./messages.ts";

/** `number`: a whole one of 64 bits, which has to be one that JavaScript holds exactly. */
export type Scalar = "text" | "bytes" | "flag" | "number" | "choice";

/**
 * How a field's value is absent, or how many there are. `one`: absent is the empty value, or an empty message. `maybe`:
 * absent is null. `chosen`: one of a group of which a single one is there; left out where it is not. `list`, and `map`
 * by texts.
 */
export type Presence = "one" | "maybe" | "chosen" | "list" | "map";

export interface Field {
  readonly number: number;
  readonly presence: Presence;
  /** A function where it is a message, since messages hold each other. */
  readonly type: Scalar | (() => MessageFields);
}
/** The fields of a message by name. */
export type MessageFields = Readonly<Record<string, Field>>;

/** Has the table name every member of a message, and nothing else. */
type FieldsOf<T> = { readonly [K in keyof T]-?: Field };

const field =
  (presence: Presence) =>
  (number: number, type: Field["type"]): Field => ({ number, presence, type });
const one = field("one");
const maybe = field("maybe");
const chosen = field("chosen");
const list = field("list");
const map = field("map");

const dynamicValue = (): FieldsOf<DynamicValue> => ({ msgpack: one(1, "bytes"), json: one(2, "bytes") });

const rawState = (): FieldsOf<RawState> => ({ json: one(1, "bytes"), flatmap: map(2, "text") });

const attributeStep = (): FieldsOf<
  Record<"attributeName" | "elementKeyString" | "elementKeyInt", unknown>
> => ({
  attributeName: chosen(1, "text"),
  elementKeyString: chosen(2, "text"),
  elementKeyInt: chosen(3, "number"),
});

const attributePath = (): FieldsOf<AttributePath> => ({ steps: list(1, attributeStep) });

const diagnostic = (): FieldsOf<DiagnosticMessage> => ({
  severity: one(1, "choice"),
  summary: one(2, "text"),
  detail: one(3, "text"),
  attribute: chosen(4, attributePath),
});

const schema = (): FieldsOf<SchemaMessage> => ({ version: one(1, "number"), block: one(2, schemaBlock) });

/** Blocks nested in blocks have number 3; this provider has none. */
const schemaBlock = (): FieldsOf<Omit<SchemaBlock, "blockTypes">> => ({
  version: one(1, "number"),
  attributes: list(2, schemaAttribute),
  description: one(4, "text"),
  descriptionKind: one(5, "choice"),
  deprecated: one(6, "flag"),
});

const schemaAttribute = (): FieldsOf<SchemaAttribute> => ({
  name: one(1, "text"),
  type: one(2, "bytes"),
  description: one(3, "text"),
  required: one(4, "flag"),
  optional: one(5, "flag"),
  computed: one(6, "flag"),
  sensitive: one(7, "flag"),
  descriptionKind: one(8, "choice"),
  deprecated: one(9, "flag"),
  nestedType: chosen(10, schemaObject),
  writeOnly: one(11, "flag"),
});

const schemaObject = (): FieldsOf<SchemaObject> => ({
  attributes: list(1, schemaAttribute),
  nesting: one(3, "choice"),
});

const serverCapabilities = (): FieldsOf<ServerCapabilities> => ({
  planDestroy: one(1, "flag"),
  getProviderSchemaOptional: one(2, "flag"),
  moveResourceState: one(3, "flag"),
});

const named = (): FieldsOf<{ typeName: string }> => ({ typeName: one(1, "text") });
const importedResource = () => ({
  typeName: one(1, "text"),
  state: one(2, dynamicValue),
  private: one(3, "bytes"),
});

const typeAndConfig = { typeName: one(1, "text"), config: one(2, dynamicValue) };
const onlyDiagnostics = { diagnostics: list(1, diagnostic) };

/** The procedures of the service `tfplugin6.Provider`, with the fields of their requests and answers. */
export const procedures: {
  readonly [P in keyof Procedures]: {
    readonly request: FieldsOf<Procedures[P][0]>;
    readonly answer: FieldsOf<Procedures[P][1]>;
  };
} = {
  GetMetadata: {
    request: {},
    answer: {
      serverCapabilities: one(1, serverCapabilities),
      diagnostics: list(2, diagnostic),
      dataSources: list(3, named),
      resources: list(4, named),
      ephemeralResources: list(6, named),
    },
  },
  GetProviderSchema: {
    request: {},
    answer: {
      provider: one(1, schema),
      resourceSchemas: map(2, schema),
      dataSourceSchemas: map(3, schema),
      diagnostics: list(4, diagnostic),
      serverCapabilities: one(6, serverCapabilities),
      ephemeralResourceSchemas: map(8, schema),
    },
  },
  ValidateProviderConfig: {
    request: { config: one(1, dynamicValue) },
    answer: { diagnostics: list(2, diagnostic) },
  },
  ValidateResourceConfig: { request: typeAndConfig, answer: onlyDiagnostics },
  ValidateDataResourceConfig: { request: typeAndConfig, answer: onlyDiagnostics },
  ValidateEphemeralResourceConfig: { request: typeAndConfig, answer: onlyDiagnostics },
  UpgradeResourceState: {
    request: { typeName: one(1, "text"), version: one(2, "number"), rawState: maybe(3, rawState) },
    answer: { upgradedState: maybe(1, dynamicValue), diagnostics: list(2, diagnostic) },
  },
  ConfigureProvider: {
    request: { terraformVersion: one(1, "text"), config: one(2, dynamicValue) },
    answer: onlyDiagnostics,
  },
  ReadResource: {
    request: {
      typeName: one(1, "text"),
      currentState: one(2, dynamicValue),
      private: one(3, "bytes"),
      providerMeta: maybe(4, dynamicValue),
    },
    answer: {
      newState: maybe(1, dynamicValue),
      diagnostics: list(2, diagnostic),
      private: one(3, "bytes"),
    },
  },
  PlanResourceChange: {
    request: {
      typeName: one(1, "text"),
      priorState: one(2, dynamicValue),
      proposedNewState: one(3, dynamicValue),
      config: one(4, dynamicValue),
      priorPrivate: one(5, "bytes"),
    },
    answer: {
      plannedState: maybe(1, dynamicValue),
      requiresReplace: list(2, attributePath),
      plannedPrivate: one(3, "bytes"),
      diagnostics: list(4, diagnostic),
    },
  },
  ApplyResourceChange: {
    request: {
      typeName: one(1, "text"),
      priorState: one(2, dynamicValue),
      plannedState: one(3, dynamicValue),
      config: one(4, dynamicValue),
      plannedPrivate: one(5, "bytes"),
    },
    answer: {
      newState: maybe(1, dynamicValue),
      private: one(2, "bytes"),
      diagnostics: list(3, diagnostic),
    },
  },
  ImportResourceState: {
    request: { typeName: one(1, "text"), id: one(2, "text") },
    answer: { importedResources: list(1, importedResource), diagnostics: list(2, diagnostic) },
  },
  MoveResourceState: {
    request: {
      sourceProviderAddress: one(1, "text"),
      sourceTypeName: one(2, "text"),
      sourceSchemaVersion: one(3, "number"),
      sourceState: maybe(4, rawState),
      targetTypeName: one(5, "text"),
    },
    answer: {
      targetState: maybe(1, dynamicValue),
      diagnostics: list(2, diagnostic),
      targetPrivate: one(3, "bytes"),
    },
  },
  ReadDataSource: {
    request: typeAndConfig,
    answer: { state: maybe(1, dynamicValue), diagnostics: list(2, diagnostic) },
  },
  OpenEphemeralResource: {
    request: typeAndConfig,
    answer: {
      diagnostics: list(1, diagnostic),
      result: maybe(3, dynamicValue),
      private: one(4, "bytes"),
    },
  },
  RenewEphemeralResource: {
    request: { typeName: one(1, "text"), private: one(2, "bytes") },
    answer: { diagnostics: list(1, diagnostic), private: one(3, "bytes") },
  },
  CloseEphemeralResource: {
    request: { typeName: one(1, "text"), private: one(2, "bytes") },
    answer: onlyDiagnostics,
  },
  GetFunctions: {
    request: {},
    // This provider has no functions.
    answer: { functions: map(1, () => ({})), diagnostics: list(2, diagnostic) },
  },
  StopProvider: { request: {}, answer: { error: one(1, "text") } },
};
