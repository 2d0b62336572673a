/** Terraform's questions about the provider itself: what it has, whether its block is good, and its configuration. */

import type { AnyProvider } from "../engine/kinds.ts";
import { withDefaults } from "../engine/plan.ts";
import { validate } from "../engine/validate.ts";
import { isWhollyKnown } from "../engine/values.ts";
import { decodeValues } from "../protocol/dynamic-value.ts";
import type { Handlers, SchemaMessage } from "../protocol/messages.ts";
import { diagnosticMessages } from "./diagnostic-messages.ts";
import { schemaMessage } from "./schema-messages.ts";
import type { Catalog, Session } from "./session.ts";
import { validateMessage } from "./validation.ts";

/** A destroy is planned without us: there is nothing to say about it. */
const serverCapabilities = {
  planDestroy: false,
  getProviderSchemaOptional: true,
  moveResourceState: true,
} as const;

export type Environment = Readonly<Record<string, string | undefined>>;

type Served =
  | "GetMetadata"
  | "GetProviderSchema"
  | "ValidateProviderConfig"
  | "ConfigureProvider"
  | "GetFunctions"
  | "StopProvider";

export function providerProcedures<C>(
  provider: AnyProvider<C>,
  session: Session<C>,
  environment: Environment,
): Pick<Handlers, Served> {
  const say = (diagnostics: Parameters<typeof diagnosticMessages>[1]) =>
    diagnosticMessages(provider.attributes, diagnostics);

  return {
    GetMetadata: async () => ({
      diagnostics: [],
      serverCapabilities,
      resources: typeNames(session.resources),
      dataSources: typeNames(session.dataSources),
      ephemeralResources: typeNames(session.ephemeralResources),
    }),

    GetProviderSchema: async () => ({
      diagnostics: [],
      provider: schemaMessage({ ...provider, version: 0 }, false),
      resourceSchemas: schemas(session.resources),
      dataSourceSchemas: schemas(session.dataSources),
      ephemeralResourceSchemas: schemas(session.ephemeralResources),
      serverCapabilities,
    }),

    ValidateProviderConfig: async ({ config }) => ({
      diagnostics: validateMessage(provider, config),
    }),

    ConfigureProvider: async ({ terraformVersion, config }) => {
      const decoded = decodeValues(provider.attributes, config);
      if (!decoded.ok) return { diagnostics: say(decoded.problems) };
      const given = decoded.value ?? {};
      const problems = validate(provider.attributes, given, "plan");
      if (problems.length > 0) return { diagnostics: say(problems) };
      const outcome = await provider.configure(
        withDefaults(provider.attributes, given),
        { terraformVersion, environment },
        session.call,
      );
      if (!outcome.ok) return { diagnostics: say(outcome.problems) };
      session.configure({ context: outcome.value, provisional: !isWhollyKnown(given) });
      return { diagnostics: say(outcome.warnings ?? []) };
    },

    GetFunctions: async () => ({ diagnostics: [], functions: {} }),

    StopProvider: async () => {
      session.stop();
      return { error: "" };
    },
  };
}

function typeNames<D>(catalog: Catalog<D>): readonly { readonly typeName: string }[] {
  return catalog.entries.map(([typeName]) => ({ typeName }));
}

function schemas<D extends Parameters<typeof schemaMessage>[0]>(
  catalog: Catalog<D>,
): Readonly<Record<string, SchemaMessage>> {
  return Object.fromEntries(catalog.entries.map(([name, described]) => [name, schemaMessage(described)]));
}
