/** Terraform's questions about what is only looked at: data sources, and ephemeral resources, which no state remembers. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Attributes } from "../engine/schema.ts";
import { openEphemeral, readSource } from "../engine/source.ts";
import { isWhollyKnown, type Values } from "../engine/values.ts";
import { decodeValues, encodeValues } from "../protocol/dynamic-value.ts";
import type { DynamicValue, Handlers, Procedures } from "../protocol/messages.ts";
import { diagnosticMessages } from "./diagnostic-messages.ts";
import type { Session } from "./session.ts";
import { validateMessage } from "./validation.ts";

type Served =
  | "ValidateDataResourceConfig"
  | "ReadDataSource"
  | "ValidateEphemeralResourceConfig"
  | "OpenEphemeralResource"
  | "RenewEphemeralResource"
  | "CloseEphemeralResource";

export function sourceProcedures<C>(session: Session<C>): Pick<Handlers, Served> {
  return {
    ValidateDataResourceConfig: async ({ typeName, config }) => ({
      diagnostics: validateMessage(session.dataSources.find(typeName), config),
    }),
    ValidateEphemeralResourceConfig: async ({ typeName, config }) => ({
      diagnostics: validateMessage(session.ephemeralResources.find(typeName), config),
    }),
    ReadDataSource: (request) => readOne(session, request),
    OpenEphemeralResource: (request) => open(session, request),
    // Nothing that is opened asks to be renewed.
    RenewEphemeralResource: async (request) => ({ private: request.private, diagnostics: [] }),
    CloseEphemeralResource: (request) => close(session, request),
  };
}

async function readOne<C>(
  session: Session<C>,
  request: Procedures["ReadDataSource"][0],
): Promise<Procedures["ReadDataSource"][1]> {
  const source = session.dataSources.find(request.typeName);
  const asked = prepare(session, source.attributes, request.config);
  if (!asked.ok) return { state: null, diagnostics: diagnosticMessages(source.attributes, asked.problems) };
  const { values, diagnostics } = await readSource(source, asked.context, asked.configuration, session.call);
  return {
    state: values === null ? null : encodeValues(source.attributes, values),
    diagnostics: diagnosticMessages(source.attributes, diagnostics),
  };
}

async function open<C>(
  session: Session<C>,
  request: Procedures["OpenEphemeralResource"][0],
): Promise<Procedures["OpenEphemeralResource"][1]> {
  const resource = session.ephemeralResources.find(request.typeName);
  const nothing = { result: null, private: new Uint8Array() };
  const asked = prepare(session, resource.attributes, request.config);
  if (!asked.ok) return { ...nothing, diagnostics: diagnosticMessages(resource.attributes, asked.problems) };
  const opened = await openEphemeral(resource, asked.context, asked.configuration, session.call);
  return {
    result: opened.values === null ? null : encodeValues(resource.attributes, opened.values),
    private: new TextEncoder().encode(opened.kept),
    diagnostics: diagnosticMessages(resource.attributes, opened.diagnostics),
  };
}

async function close<C>(
  session: Session<C>,
  request: Procedures["CloseEphemeralResource"][0],
): Promise<Procedures["CloseEphemeralResource"][1]> {
  const resource = session.ephemeralResources.find(request.typeName);
  const configured = session.configured();
  if (!configured.ok) return { diagnostics: diagnosticMessages(resource.attributes, configured.problems) };
  const kept = new TextDecoder().decode(request.private);
  const outcome = await resource.close?.(configured.value.context, kept, session.call);
  const found = outcome === undefined ? [] : outcome.ok ? (outcome.warnings ?? []) : outcome.problems;
  return { diagnostics: diagnosticMessages(resource.attributes, found) };
}

type Prepared<C> =
  | { readonly ok: true; readonly context: C; readonly configuration: Values }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/** What is needed before anything can be asked of the server. */
function prepare<C>(session: Session<C>, attributes: Attributes, config: DynamicValue): Prepared<C> {
  const decoded = decodeValues(attributes, config);
  if (!decoded.ok) return decoded;
  const configured = session.configured();
  if (!configured.ok) return configured;
  const configuration = decoded.value ?? {};
  if (!isWhollyKnown(configuration)) return { ok: false, problems: [notKnownYet] };
  return { ok: true, context: configured.value.context, configuration };
}

const notKnownYet: Diagnostic = {
  severity: "error",
  summary: "Not known yet",
  detail:
    "A part of this configuration is known only after apply, and Terraform asks for it now. This is a fault of Terraform.",
};
