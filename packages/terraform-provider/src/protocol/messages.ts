/**
 * The messages of Terraform's plugin protocol 6 as far as this provider speaks it, decoded. Which number each field has
 * on the wire is in `fields.ts`, and how values travel in `dynamic-value.ts`. Absent fields arrive as proto3 leaves them:
 * empty text, false, zero, an empty list; absent messages as null.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */

/** A value: MessagePack in every message but states that are to be upgraded. Empty: there is none. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
  readonly json: Uint8Array;
}

export interface RawState {
  readonly json: Uint8Array;
  readonly flatmap: Readonly<Record<string, string>>;
}

export interface AttributePath {
  readonly steps: readonly AttributeStep[];
}
/** Exactly one of them; whole numbers of 64 bits travel as such. */
export type AttributeStep =
  | { readonly attributeName: string }
  | { readonly elementKeyString: string }
  | { readonly elementKeyInt: number };

export interface DiagnosticMessage {
  readonly severity: 1 | 2;
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: AttributePath;
}
export const severities = { error: 1, warning: 2 } as const;

export interface SchemaMessage {
  readonly version: number;
  readonly block: SchemaBlock;
}
export interface SchemaBlock {
  readonly version: number;
  readonly attributes: readonly SchemaAttribute[];
  readonly blockTypes?: readonly never[];
  readonly description: string;
  /** 0 plain, 1 Markdown. */
  readonly descriptionKind: 0 | 1;
  readonly deprecated?: boolean;
}
export interface SchemaAttribute {
  readonly name: string;
  /** The type as Terraform's JSON, in bytes; absent with `nestedType`. */
  readonly type?: Uint8Array;
  readonly nestedType?: SchemaObject;
  readonly description: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly descriptionKind: 0 | 1;
  readonly deprecated: boolean;
  readonly writeOnly?: boolean;
}
export interface SchemaObject {
  readonly attributes: readonly SchemaAttribute[];
  readonly nesting: 1 | 2 | 3 | 4;
}
export const nestings = { single: 1, list: 2, set: 3, map: 4 } as const;

export interface ServerCapabilities {
  readonly planDestroy: boolean;
  readonly getProviderSchemaOptional: boolean;
  readonly moveResourceState: boolean;
}

interface WithDiagnostics {
  readonly diagnostics: readonly DiagnosticMessage[];
}
interface TypeAndConfig {
  readonly typeName: string;
  readonly config: DynamicValue;
}

/** Each procedure with its request and its answer. */
export interface Procedures {
  GetMetadata: [
    Record<never, never>,
    WithDiagnostics & {
      readonly serverCapabilities: ServerCapabilities;
      readonly resources: readonly { readonly typeName: string }[];
      readonly dataSources: readonly { readonly typeName: string }[];
      readonly ephemeralResources: readonly { readonly typeName: string }[];
    },
  ];
  GetProviderSchema: [
    Record<never, never>,
    WithDiagnostics & {
      readonly provider: SchemaMessage;
      readonly resourceSchemas: Readonly<Record<string, SchemaMessage>>;
      readonly dataSourceSchemas: Readonly<Record<string, SchemaMessage>>;
      readonly ephemeralResourceSchemas: Readonly<Record<string, SchemaMessage>>;
      readonly serverCapabilities: ServerCapabilities;
    },
  ];
  ValidateProviderConfig: [{ readonly config: DynamicValue }, WithDiagnostics];
  ValidateResourceConfig: [TypeAndConfig, WithDiagnostics];
  ValidateDataResourceConfig: [TypeAndConfig, WithDiagnostics];
  ValidateEphemeralResourceConfig: [TypeAndConfig, WithDiagnostics];
  UpgradeResourceState: [
    { readonly typeName: string; readonly version: number; readonly rawState: RawState | null },
    WithDiagnostics & { readonly upgradedState: DynamicValue | null },
  ];
  ConfigureProvider: [{ readonly terraformVersion: string; readonly config: DynamicValue }, WithDiagnostics];
  ReadResource: [
    {
      readonly typeName: string;
      readonly currentState: DynamicValue;
      readonly private: Uint8Array;
      readonly providerMeta: DynamicValue | null;
    },
    WithDiagnostics & { readonly newState: DynamicValue | null; readonly private: Uint8Array },
  ];
  PlanResourceChange: [
    {
      readonly typeName: string;
      readonly priorState: DynamicValue;
      readonly proposedNewState: DynamicValue;
      readonly config: DynamicValue;
      readonly priorPrivate: Uint8Array;
    },
    WithDiagnostics & {
      readonly plannedState: DynamicValue | null;
      readonly requiresReplace: readonly AttributePath[];
      readonly plannedPrivate: Uint8Array;
    },
  ];
  ApplyResourceChange: [
    {
      readonly typeName: string;
      readonly priorState: DynamicValue;
      readonly plannedState: DynamicValue;
      readonly config: DynamicValue;
      readonly plannedPrivate: Uint8Array;
    },
    WithDiagnostics & { readonly newState: DynamicValue | null; readonly private: Uint8Array },
  ];
  ImportResourceState: [
    { readonly typeName: string; readonly id: string },
    WithDiagnostics & {
      readonly importedResources: readonly {
        readonly typeName: string;
        readonly state: DynamicValue;
        readonly private: Uint8Array;
      }[];
    },
  ];
  MoveResourceState: [
    {
      readonly sourceProviderAddress: string;
      readonly sourceTypeName: string;
      readonly sourceSchemaVersion: number;
      readonly sourceState: RawState | null;
      readonly targetTypeName: string;
    },
    WithDiagnostics & { readonly targetState: DynamicValue | null; readonly targetPrivate: Uint8Array },
  ];
  ReadDataSource: [TypeAndConfig, WithDiagnostics & { readonly state: DynamicValue | null }];
  OpenEphemeralResource: [
    TypeAndConfig,
    WithDiagnostics & { readonly result: DynamicValue | null; readonly private: Uint8Array },
  ];
  RenewEphemeralResource: [
    { readonly typeName: string; readonly private: Uint8Array },
    WithDiagnostics & { readonly private: Uint8Array },
  ];
  CloseEphemeralResource: [{ readonly typeName: string; readonly private: Uint8Array }, WithDiagnostics];
  GetFunctions: [
    Record<never, never>,
    WithDiagnostics & { readonly functions: Readonly<Record<string, never>> },
  ];
  StopProvider: [Record<never, never>, { readonly error: string }];
}

/** What serves them: the engine is one, and the wire calls it. A rejection is a fault of ours. */
export type Handlers = {
  readonly [P in keyof Procedures]: (request: Procedures[P][0]) => Promise<Procedures[P][1]>;
};
