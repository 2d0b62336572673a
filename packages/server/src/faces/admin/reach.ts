/** What the caller can reach, as answers: what may not be seen is answered like what does not exist. */

import { mayManageSomething, mayOperate, type Principal } from "../../core/access.ts";
import { findMapping, findProject, findProvider } from "../../core/configuring/configuration-reach.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { Mapping, Project, Provider } from "../../core/terms.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { changeFailure } from "./problems.ts";

/** @throws HttpFailure 403 for somebody who manages nothing */
export function requireManager(by: Principal): Principal {
  if (mayManageSomething(by)) return by;
  throw new HttpFailure(
    403,
    "forbidden",
    "This credential manages nothing here. Use one of an administrator or a project admin.",
  );
}

/**
 * @param what is the operators', as a sentence
 * @throws HttpFailure 403
 */
export function requireOperator(by: Principal, what = "This is an operator's."): Principal {
  if (mayOperate(by)) return by;
  throw new HttpFailure(
    403,
    "forbidden",
    `${what} Use the bootstrap secret, or a service token made with --role operator.`,
  );
}

/**
 * @param member of the document that names the provider; absent: the path or the query does
 * @throws HttpFailure 403 or 404
 */
export function reachProvider(
  services: Pick<FaceServices, "registry">,
  by: Principal,
  name: string,
  member?: string,
): Provider {
  const registry = services.registry();
  const found = findProvider(registry, by, registry.providerByName(name)?.id ?? "");
  if (!found.ok && found.refusal.kind === "not_found") {
    const detail = `There is no provider ${quote(name)} here. Names are compared exactly; GET /api/v1/providers lists them.`;
    const faults = member === undefined ? [] : [{ pointer: `/${member}`, detail }];
    throw new HttpFailure(404, "not_found", detail, { details: { faults } });
  }
  if (!found.ok) throw changeFailure(found.refusal, (field) => field);
  return found.value;
}

/** @throws HttpFailure 403 or 404 */
export function reachMapping(services: FaceServices, by: Principal, id: string): Mapping {
  const found = findMapping(services.registry(), by, id);
  if (!found.ok) throw changeFailure(found.refusal, (field) => field);
  return found.value;
}

/** @throws HttpFailure 403 or 404 */
export function reachProject(services: FaceServices, by: Principal, key: string): Project {
  const found = findProject(services.registry(), by, key);
  if (!found.ok) throw changeFailure(found.refusal, (field) => field);
  return found.value;
}
