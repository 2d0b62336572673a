/** Terraform's questions about resources. Whatever fails, what Terraform knew of the object is what it gets back. */

import { isDeepStrictEqual } from "node:util";
import { adoptState, importState, moveState, nameOf } from "../engine/adopt.ts";
import type { Diagnostic } from "../engine/diagnostics.ts";
import type { AnyResource, MovedFrom } from "../engine/kinds.ts";
import { applyChange, planChange, type Remembered, refresh } from "../engine/resource.ts";
import { decodeValues, encodeValues } from "../protocol/dynamic-value.ts";
import type { Handlers, Procedures } from "../protocol/messages.ts";
import { attributePath, diagnosticMessages } from "./diagnostic-messages.ts";
import type { Session } from "./session.ts";
import { readState } from "./states.ts";
import { validateMessage } from "./validation.ts";

type Served =
  | "ValidateResourceConfig"
  | "UpgradeResourceState"
  | "MoveResourceState"
  | "ImportResourceState"
  | "ReadResource"
  | "PlanResourceChange"
  | "ApplyResourceChange";

export function resourceProcedures<C>(session: Session<C>): Pick<Handlers, Served> {
  return {
    ValidateResourceConfig: async ({ typeName, config }) => ({
      diagnostics: validateMessage(session.resources.find(typeName), config),
    }),
    UpgradeResourceState: async (request) => upgrade(session.resources.find(request.typeName), request),
    MoveResourceState: async (request) => move(session.resources.find(request.targetTypeName), request),
    ImportResourceState: async (request) => importOne(session.resources.find(request.typeName), request),
    ReadResource: (request) => read(session, request),
    PlanResourceChange: (request) => plan(session, request),
    ApplyResourceChange: (request) => apply(session, request),
  };
}

type Answers = { readonly [P in Served]: Procedures[P][1] };
type Requests = { readonly [P in Served]: Procedures[P][0] };

async function plan<C>(
  session: Session<C>,
  request: Requests["PlanResourceChange"],
): Promise<Answers["PlanResourceChange"]> {
  const resource = session.resources.find(request.typeName);
  const { attributes } = resource;
  const nothing = { plannedState: null, requiresReplace: [], plannedPrivate: request.priorPrivate };
  const prior = decodeValues(attributes, request.priorState);
  const configuration = decodeValues(attributes, request.config);
  if (!prior.ok || !configuration.ok) return { ...nothing, ...problemsOf(resource, prior, configuration) };
  const configured = session.configured();
  const usable =
    configured.ok && !configured.value.provisional ? { context: configured.value.context } : null;
  const change = { prior: prior.value, configuration: configuration.value };
  const { planned, replace, diagnostics } = await planChange(resource, usable, change, session.call);
  return {
    ...nothing,
    plannedState: encodeValues(attributes, planned),
    requiresReplace: replace.map((at) => attributePath(attributes, at)),
    diagnostics: diagnosticMessages(attributes, diagnostics),
  };
}

async function apply<C>(
  session: Session<C>,
  request: Requests["ApplyResourceChange"],
): Promise<Answers["ApplyResourceChange"]> {
  const resource = session.resources.find(request.typeName);
  const { attributes } = resource;
  const kept = { newState: request.priorState, private: request.plannedPrivate };
  const prior = decodeValues(attributes, request.priorState);
  const planned = decodeValues(attributes, request.plannedState);
  const configured = session.configured();
  if (!prior.ok || !planned.ok || !configured.ok) {
    return { ...kept, ...problemsOf(resource, prior, planned, configured) };
  }
  const change = { prior: prior.value, planned: planned.value };
  const made = await applyChange(resource, configured.value.context, change, session.call);
  return { ...kept, ...remembered(resource, made) };
}

async function read<C>(
  session: Session<C>,
  request: Requests["ReadResource"],
): Promise<Answers["ReadResource"]> {
  const resource = session.resources.find(request.typeName);
  const kept = { newState: request.currentState, private: request.private };
  const state = decodeValues(resource.attributes, request.currentState);
  const configured = session.configured();
  if (!state.ok || !configured.ok) return { ...kept, ...problemsOf(resource, state, configured) };
  if (state.value === null) return { ...kept, diagnostics: [] };
  const imported = isDeepStrictEqual(request.private, importing);
  if (configured.value.provisional) {
    const found = imported ? notImported : notRefreshed;
    return { ...kept, diagnostics: diagnosticMessages(resource.attributes, [found]) };
  }
  const { context } = configured.value;
  if (imported) kept.private = new Uint8Array();
  return { ...kept, ...remembered(resource, await refresh(resource, context, state.value, session.call)) };
}

/** Terraform hands it back with the first read after an import: of such a state nothing is known but the id. */
const importing = new TextEncoder().encode("importing");

const notImported = {
  severity: "error",
  summary: "Cannot be imported yet",
  detail:
    "The provider's configuration is known only after apply, so that the server cannot be asked what is to be imported. Apply what the configuration depends on first, with terraform apply -target.",
} as const;

const notRefreshed = {
  severity: "warning",
  summary: "Not read from the server",
  detail:
    "The provider's configuration is known only after apply. Until then what the state says is taken for what is there.",
} as const;

type Read = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Diagnostic[] };

function problemsOf<C>({ attributes }: AnyResource<C>, ...all: readonly Read[]) {
  return {
    diagnostics: diagnosticMessages(
      attributes,
      all.flatMap((one) => (one.ok ? [] : one.problems)),
    ),
  };
}

function upgrade<C>(
  resource: AnyResource<C>,
  request: Requests["UpgradeResourceState"],
): Answers["UpgradeResourceState"] {
  const state = readState(request.rawState);
  if (state.ok) {
    const upgradedState = encodeValues(resource.attributes, adoptState(resource.attributes, state.value));
    return { upgradedState, diagnostics: [] };
  }
  return { upgradedState: null, diagnostics: diagnosticMessages(resource.attributes, [state.problem]) };
}

function move<C>(
  resource: AnyResource<C>,
  request: Requests["MoveResourceState"],
): Answers["MoveResourceState"] {
  const nothing = { targetState: null, targetPrivate: new Uint8Array() };
  const fail = (problem: Diagnostic) => ({
    ...nothing,
    diagnostics: diagnosticMessages(resource.attributes, [problem]),
  });
  const state = readState(request.sourceState);
  if (!state.ok) return fail(state.problem);
  const source = { type: request.sourceTypeName, state: state.value };
  const moved = moveState(resource.attributes, resource.movedFrom ?? [], source);
  if (moved === null) return fail(notMovable(request, resource.movedFrom ?? []));
  return { ...nothing, targetState: encodeValues(resource.attributes, moved), diagnostics: [] };
}

function notMovable(
  { sourceTypeName, targetTypeName }: Requests["MoveResourceState"],
  movedFrom: readonly MovedFrom[],
): Diagnostic {
  const known = movedFrom.map(nameOf).join(", ");
  const detail =
    known === ""
      ? `Nothing can be moved to ${targetTypeName}. Remove the moved block, and import the object instead.`
      : `${sourceTypeName} cannot be moved to ${targetTypeName}; what can is ${known}.`;
  return { severity: "error", summary: "No move between these types", detail };
}

function importOne<C>(
  resource: AnyResource<C>,
  request: Requests["ImportResourceState"],
): Answers["ImportResourceState"] {
  const { attributes } = resource;
  const imported = importState(attributes, resource.import, request.id);
  if (!imported.ok) {
    return { importedResources: [], diagnostics: diagnosticMessages(attributes, [imported.problem]) };
  }
  const { typeName } = request;
  const state = encodeValues(attributes, imported.state);
  return { importedResources: [{ typeName, state, private: importing }], diagnostics: [] };
}

function remembered<C>(resource: AnyResource<C>, { state, diagnostics }: Remembered) {
  return {
    newState: encodeValues(resource.attributes, state),
    diagnostics: diagnosticMessages(resource.attributes, diagnostics),
  };
}
