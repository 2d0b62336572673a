/** Makes of a provider's description what serves Terraform: one function for each procedure of the protocol. */

import type { Provider } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import type { Handlers } from "../protocol/messages.ts";
import { type Environment, providerProcedures } from "./provider-procedures.ts";
import { resourceProcedures } from "./resource-procedures.ts";
import { openSession } from "./session.ts";
import { sourceProcedures } from "./source-procedures.ts";

/**
 * Serves one process of the provider. What a person can mend is answered as a diagnostic; a handler rejects only where
 * the provider has a fault, which the caller answers for (`plugin/calls.ts`). `StopProvider` aborts `Call.signal` of
 * everything on the way.
 * @param environment variables that the provider's configuration may come from
 */
export function createHandlers<S extends Attributes, C>(
  provider: Provider<S, C>,
  environment: Environment,
): Handlers {
  const session = openSession<C>(provider);
  return {
    ...providerProcedures<C>(provider, session, environment),
    ...resourceProcedures(session),
    ...sourceProcedures(session),
  };
}
