/**
 * Stands in for the `terraform` program in tests within one process: asks a provider's handlers in Terraform's order,
 * over MessagePack, and throws where Terraform would say that the provider produced something invalid.
 */

import { isDeepStrictEqual } from "node:util";
import type { Provider } from "../src/engine/kinds.ts";
import type { Attributes } from "../src/engine/schema.ts";
import type { Values } from "../src/engine/values.ts";
import { createHandlers } from "../src/procedures/handlers.ts";
import { decodeValues, encodeValues } from "../src/protocol/dynamic-value.ts";
import type { DiagnosticMessage, DynamicValue } from "../src/protocol/messages.ts";
import { planViolations, resultViolations } from "./terraform-rules.ts";

/** What a person would see: `error name: Headline. Detail`. */
export type Shown = readonly string[];

export interface PlanShown {
  readonly action: "create" | "update" | "replace" | "destroy" | "nothing";
  readonly planned: Values | null;
  /** Paths of attributes that ask for replacement. */
  readonly replace: readonly string[];
  readonly diagnostics: Shown;
}
export interface StateShown {
  readonly state: Values | null;
  readonly diagnostics: Shown;
}

const empty = new Uint8Array();
const absent: DynamicValue = { msgpack: empty, json: empty };

export type Terraform = ReturnType<typeof terraformWith>;

/** @param environment of the provider's process */
export function terraformWith<S extends Attributes, C>(
  provider: Provider<S, C>,
  environment: Readonly<Record<string, string | undefined>> = {},
) {
  const handlers = createHandlers(provider, environment);
  const described = (
    type: string,
    list: readonly { readonly name: string; readonly attributes: Attributes }[],
  ) => {
    const found = list.find(({ name }) => `${provider.name}_${name}` === type);
    if (found === undefined) throw new Error(`the provider has no ${type}`);
    return found.attributes;
  };
  const resource = (type: string) => described(type, provider.resources);

  async function plan(type: string, state: Values | null, configuration: Values | null): Promise<PlanShown> {
    const attributes = resource(type);
    // Terraform does not ask about a destruction.
    if (configuration === null) {
      return { action: state === null ? "nothing" : "destroy", planned: null, replace: [], diagnostics: [] };
    }
    const config = encodeValues(attributes, configuration);
    const validated = await handlers.ValidateResourceConfig({ typeName: type, config });
    const complaints = show(validated.diagnostics);
    if (complaints.some(isError))
      return { action: "nothing", planned: null, replace: [], diagnostics: complaints };
    const planned = await planUnvalidated(type, state, configuration);
    return { ...planned, diagnostics: [...complaints, ...planned.diagnostics] };
  }

  /** As when an apply plans again with what has become known: nobody validates before. */
  async function planUnvalidated(
    type: string,
    state: Values | null,
    configuration: Values,
  ): Promise<PlanShown> {
    const attributes = resource(type);
    const config = encodeValues(attributes, configuration);
    const answer = await handlers.PlanResourceChange({
      typeName: type,
      priorState: encodeValues(attributes, state),
      proposedNewState: config,
      config,
      priorPrivate: empty,
    });
    const diagnostics = show(answer.diagnostics);
    if (diagnostics.some(isError)) return { action: "nothing", planned: null, replace: [], diagnostics };
    const planned = decode(attributes, answer.plannedState);
    const given = decode(attributes, config) ?? {};
    demand("invalid plan", planViolations(attributes, state, given, planned ?? {}));
    const replace = answer.requiresReplace.map(({ steps }) => showPath(steps));
    return { action: actionOf(state, planned, replace), planned, replace, diagnostics };
  }

  async function write(type: string, state: Values | null, planned: Values | null): Promise<StateShown> {
    const attributes = resource(type);
    const answer = await handlers.ApplyResourceChange({
      typeName: type,
      priorState: encodeValues(attributes, state),
      plannedState: encodeValues(attributes, planned),
      config: encodeValues(attributes, planned),
      plannedPrivate: empty,
    });
    const diagnostics = show(answer.diagnostics);
    const made = decode(attributes, answer.newState);
    if (planned !== null && !diagnostics.some(isError)) {
      demand("inconsistent result", made === null ? ["gone"] : resultViolations(attributes, planned, made));
    }
    return { state: made, diagnostics };
  }

  /** Plans, and makes what was planned; another object in place of this one where that is asked for. */
  async function apply(
    type: string,
    state: Values | null,
    configuration: Values | null,
  ): Promise<StateShown> {
    const first = await plan(type, state, configuration);
    if (first.action === "nothing") return { state, diagnostics: first.diagnostics };
    if (first.action !== "replace") {
      const made = await write(type, state, first.planned);
      return { ...made, diagnostics: [...first.diagnostics, ...made.diagnostics] };
    }
    const gone = await write(type, state, null);
    if (gone.diagnostics.some(isError)) return gone;
    const second = await plan(type, null, configuration);
    return write(type, null, second.planned);
  }

  async function refresh(type: string, state: Values, bytes: Uint8Array = empty): Promise<StateShown> {
    const attributes = resource(type);
    const answer = await handlers.ReadResource({
      typeName: type,
      currentState: encodeValues(attributes, state),
      private: bytes,
      providerMeta: null,
    });
    return { state: decode(attributes, answer.newState), diagnostics: show(answer.diagnostics) };
  }

  return {
    handlers,
    plan,
    planUnvalidated,
    write,
    apply,
    refresh,

    configure: async (values: Values = {}, terraformVersion = "1.11.4"): Promise<Shown> => {
      const config = encodeValues(provider.attributes, values);
      const validated = show((await handlers.ValidateProviderConfig({ config })).diagnostics);
      if (validated.some(isError)) return validated;
      return [
        ...validated,
        ...show((await handlers.ConfigureProvider({ terraformVersion, config })).diagnostics),
      ];
    },

    validate: async (type: string, configuration: Values): Promise<Shown> => {
      const config = encodeValues(resource(type), configuration);
      return show((await handlers.ValidateResourceConfig({ typeName: type, config })).diagnostics);
    },

    /** `terraform import`: the id, then what the server says of it. */
    import: async (type: string, id: string): Promise<StateShown> => {
      const answer = await handlers.ImportResourceState({ typeName: type, id });
      const [imported] = answer.importedResources;
      if (imported === undefined) return { state: null, diagnostics: show(answer.diagnostics) };
      return refresh(type, decode(resource(type), imported.state) ?? {}, imported.private);
    },

    /** @param state as it stands in a state file */
    upgrade: async (type: string, state: unknown, version = 0): Promise<StateShown> => {
      const rawState = { json: new TextEncoder().encode(JSON.stringify(state)), flatmap: {} };
      const answer = await handlers.UpgradeResourceState({ typeName: type, version, rawState });
      return { state: decode(resource(type), answer.upgradedState), diagnostics: show(answer.diagnostics) };
    },

    /** A `moved` block from a type of another provider. @param state as it stands in a state file */
    move: async (from: string, state: unknown, type: string): Promise<StateShown> => {
      const answer = await handlers.MoveResourceState({
        sourceProviderAddress: "registry.terraform.io/other/other",
        sourceTypeName: from,
        sourceSchemaVersion: 0,
        sourceState: { json: new TextEncoder().encode(JSON.stringify(state)), flatmap: {} },
        targetTypeName: type,
      });
      return { state: decode(resource(type), answer.targetState), diagnostics: show(answer.diagnostics) };
    },

    read: async (type: string, configuration: Values): Promise<StateShown> => {
      const attributes = described(type, provider.dataSources);
      const config = encodeValues(attributes, configuration);
      const validated = show(
        (await handlers.ValidateDataResourceConfig({ typeName: type, config })).diagnostics,
      );
      if (validated.some(isError)) return { state: null, diagnostics: validated };
      const answer = await handlers.ReadDataSource({ typeName: type, config });
      return {
        state: decode(attributes, answer.state),
        diagnostics: [...validated, ...show(answer.diagnostics)],
      };
    },

    /** Opens an ephemeral resource; `close` ends it. */
    open: async (
      type: string,
      configuration: Values,
    ): Promise<StateShown & { close: () => Promise<Shown> }> => {
      const attributes = described(type, provider.ephemeralResources);
      const config = encodeValues(attributes, configuration);
      const request = { typeName: type, config };
      const validated = show((await handlers.ValidateEphemeralResourceConfig(request)).diagnostics);
      const close = async () => [] as Shown;
      if (validated.some(isError)) return { state: null, diagnostics: validated, close };
      const answer = await handlers.OpenEphemeralResource(request);
      return {
        state: decode(attributes, answer.result),
        diagnostics: [...validated, ...show(answer.diagnostics)],
        close: async () =>
          show(
            (await handlers.CloseEphemeralResource({ typeName: type, private: answer.private })).diagnostics,
          ),
      };
    },
  };
}

function actionOf(state: Values | null, planned: Values | null, replace: readonly string[]) {
  if (state === null) return "create";
  if (isDeepStrictEqual(state, planned)) return "nothing";
  return replace.length > 0 ? "replace" : "update";
}

function decode(attributes: Attributes, wire: DynamicValue | null): Values | null {
  const decoded = decodeValues(attributes, wire ?? absent);
  if (wire === null) return null;
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
}

export function show(diagnostics: readonly DiagnosticMessage[]): Shown {
  return diagnostics.map(({ severity, attribute, summary, detail }) => {
    const at = showPath(attribute?.steps ?? []);
    return `${severity === 1 ? "error" : "warning"}${at === "" ? "" : ` ${at}`}: ${summary}. ${detail}`;
  });
}

function showPath(steps: NonNullable<DiagnosticMessage["attribute"]>["steps"]): string {
  return steps.map((step) => String(Object.values(step)[0])).join(".");
}

function isError(shown: string): boolean {
  return shown.startsWith("error");
}

function demand(what: string, violations: readonly string[]): void {
  if (violations.length > 0) throw new Error(`Provider produced ${what}: ${violations.join("; ")}`);
}
