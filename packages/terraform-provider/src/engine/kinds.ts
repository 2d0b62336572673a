/**
 * What a provider consists of: resources, data sources and ephemeral resources, each a description with the few
 * functions that only it can have. The engine does everything else: types, unknowns, defaults, plans, replacement,
 * import, and what Terraform has to be told.
 *
 * `C` is what the functions work with: the connection that the provider's configuration makes.
 */

import type { Diagnostic, Outcome } from "./diagnostics.ts";
import type { Attributes, CheckTogether, Configured, Planned, Stored } from "./schema.ts";

interface Described<S extends Attributes> {
  /** Without the provider's name in front: `oidc_configuration`. */
  readonly name: string;
  /** Markdown, whole sentences; the first is the summary of the documentation page. */
  readonly description: string;
  readonly attributes: S;
  readonly check?: CheckTogether<S>;
}

/** What a function may need to know about the request it serves. */
export interface Call {
  /** Aborted when Terraform asks the provider to stop; an operation on the way ends as soon as it safely can. */
  readonly signal: AbortSignal;
}

export interface Resource<S extends Attributes, C> extends Described<S> {
  /** Of the schema; what an older or another provider of the same type wrote into a state is read leniently. */
  readonly version: number;
  /**
   * Looked at while planning, when `planned` is not to be destroyed: only for what the rules in the attributes cannot
   * say. Warnings and errors; also attributes whose change asks for replacement.
   */
  readonly examine?: (
    context: C,
    plan: { readonly prior: Stored<S> | null; readonly planned: Configured<S> },
    call: Call,
  ) => Promise<Examination>;
  readonly create: (context: C, planned: Planned<S>, call: Call) => Promise<Outcome<Stored<S>>>;
  /** @returns null when the object is gone: Terraform then plans to make it again */
  readonly read: (context: C, state: Stored<S>, call: Call) => Promise<Outcome<Stored<S> | null>>;
  /** Absent: every attribute replaces. */
  readonly update?: (
    context: C,
    change: { readonly prior: Stored<S>; readonly planned: Planned<S> },
    call: Call,
  ) => Promise<Outcome<Stored<S>>>;
  /** Succeeds also when the object is gone already. */
  readonly destroy: (context: C, state: Stored<S>, call: Call) => Promise<Outcome<null>>;
  readonly import: ImportId<S>;
  /** Resource types of other providers whose state can be moved here (`moved` blocks). */
  readonly movedFrom?: readonly MovedFrom[];
}

/**
 * Full name of a type (`project`); alone where attributes of the same name mean the same, and what is missing comes from
 * the first read.
 */
export type MovedFrom =
  | string
  | {
      readonly type: string;
      /** @param state as the other provider wrote it, of whatever shape. @returns it in the words of this type */
      readonly translate: (state: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
    };

export interface Examination {
  readonly diagnostics: readonly Diagnostic[];
  /** Names of attributes because of which the object has to be replaced. */
  readonly replace?: readonly string[];
}

/** How an existing object is named in `terraform import` and `import` blocks. */
export interface ImportId<S extends Attributes> {
  /** For people: `name:provider_name[:project_key]`. */
  readonly form: string;
  /** What to look after in an object that was made elsewhere, for its page: whole sentences. */
  readonly note?: string;
  /** @returns the attributes that say which object is meant, for `read`; or sentences that say what is wrong with the id */
  readonly parse: (
    id: string,
  ) =>
    | { readonly ok: true; readonly value: Partial<Stored<S>> }
    | { readonly ok: false; readonly detail: string };
}

export interface DataSource<S extends Attributes, C> extends Described<S> {
  /**
   * Asked only when everything in the configuration is known.
   * @param configuration with its defaults; what is left to the server is unknown
   * @returns values of all attributes, those given unchanged
   */
  readonly read: (context: C, configuration: Planned<S>, call: Call) => Promise<Outcome<Stored<S>>>;
}

/** Something that exists for the length of one operation and never enters a plan or a state. */
export interface EphemeralResource<S extends Attributes, C> extends Described<S> {
  readonly open: (context: C, configuration: Configured<S>, call: Call) => Promise<Outcome<Opened<S>>>;
  /** Given what `open` kept; called when nobody needs the result any more. */
  readonly close?: (context: C, kept: string, call: Call) => Promise<Outcome<null>>;
}

export interface Opened<S extends Attributes> {
  readonly result: Stored<S>;
  /** For `close`; handed to Terraform and back, and never shown. */
  readonly kept?: string;
}

/** The whole provider. */
export interface Provider<S extends Attributes, C> {
  /** The first word of every type: `platform`. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly attributes: S;
  readonly check?: CheckTogether<S>;
  /**
   * Makes what the functions of all the kinds work with.
   * @param terraformVersion of the program that asks, for the User-Agent
   */
  readonly configure: (
    configuration: Configured<S>,
    request: {
      readonly terraformVersion: string;
      readonly environment: Readonly<Record<string, string | undefined>>;
    },
    call: Call,
  ) => Promise<Outcome<C>>;
  readonly resources: readonly AnyResource<C>[];
  readonly dataSources: readonly AnyDataSource<C>[];
  readonly ephemeralResources: readonly AnyEphemeralResource<C>[];
}

/** Descriptions among others: their attributes are known at run time only, and their functions take plain values. */
// biome-ignore lint/suspicious/noExplicitAny: nothing else is a type of all descriptions
export type AnyResource<C> = Resource<any, C>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyDataSource<C> = DataSource<any, C>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyEphemeralResource<C> = EphemeralResource<any, C>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyProvider<C> = Provider<any, C>;

/** For writing a description: keeps the attributes' types. */
export const resourceOf =
  <C>() =>
  <const S extends Attributes>(resource: Resource<S, C>): Resource<S, C> =>
    resource;
export const dataSourceOf =
  <C>() =>
  <const S extends Attributes>(source: DataSource<S, C>): DataSource<S, C> =>
    source;
export const ephemeralResourceOf =
  <C>() =>
  <const S extends Attributes>(resource: EphemeralResource<S, C>): EphemeralResource<S, C> =>
    resource;
export const providerOf =
  <C>() =>
  <const S extends Attributes>(provider: Provider<S, C>): Provider<S, C> =>
    provider;
