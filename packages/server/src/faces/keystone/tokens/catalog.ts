/**
 * The catalog a scoped token comes with: the services of the directory and where they are reached, as operators wrote
 * them, and this server itself. Clients find the Identity API there that they go on with, so it is never missing:
 * until an operator says where it is, it is where the client has found it, in every region there is.
 */

import type { Directory } from "../../../core/directory/directory.ts";
import type { CatalogEndpoint, Standing, Target } from "../../../core/directory/terms.ts";
import type { JsonObject } from "../../../core/terms.ts";

/** For whom, and as seen from where. */
export interface CatalogView {
  readonly scope: Target;
  readonly userId: string;
  /** Base of this face's paths as the client asked for it. */
  readonly endpoint: string;
}

const identityType = "identity";
/** What clients and installers of OpenStack call the region where nobody has named one. */
const usualRegion = "RegionOne";
const interfaces = ["public", "internal", "admin"] as const;

/** In the order of types and names. What is disabled, or cannot be reached with this scope, is left out. */
export function catalogOf(directory: Directory, view: CatalogView): readonly JsonObject[] {
  const endpoints = Map.groupBy(
    directory.list("endpoint").filter(({ enabled }) => enabled),
    ({ serviceId }) => serviceId,
  );
  const written = directory
    .list("service")
    .filter(({ enabled }) => enabled)
    .toSorted(byTypeAndName)
    .map(({ id, type, name }) => ({ id, type, name, endpoints: reached(endpoints.get(id) ?? [], view) }));
  const named = written.some(({ type, endpoints }) => type === identityType && endpoints.length > 0);
  return named ? written : [...written, ownService(directory, view)];
}

function byTypeAndName(one: Standing<"service">, other: Standing<"service">): number {
  return compare(`${one.type} ${one.name} ${one.id}`, `${other.type} ${other.name} ${other.id}`);
}

function reached(endpoints: readonly CatalogEndpoint[], view: CatalogView): readonly JsonObject[] {
  return endpoints
    .toSorted((one, other) => compare(one.id, other.id))
    .flatMap((endpoint) => {
      const url = filledIn(endpoint.url, view);
      return url === null ? [] : [endpointDocument(endpoint.id, endpoint.interface, endpoint.regionId, url)];
    });
}

const placeholder = /[%$]\(([a-z_]+)\)s/g;

/** @returns null where the URL asks for something that the scope has not */
function filledIn(url: string, { scope, userId }: CatalogView): string | null {
  const project = scope.kind === "project" ? scope.id : undefined;
  const values = new Map([
    ["project_id", project],
    ["tenant_id", project],
    ["user_id", userId],
  ]);
  const names = [...url.matchAll(placeholder)].map(([, name = ""]) => name);
  if (names.some((name) => values.get(name) === undefined)) return null;
  return url.replace(placeholder, (_text, name: string) => encodeURIComponent(values.get(name) ?? ""));
}

function ownService(directory: Directory, { endpoint }: CatalogView): JsonObject {
  const known = directory
    .list("region")
    .map(({ id }) => id)
    .sort(compare);
  const regions = known.length === 0 ? [usualRegion] : known;
  return {
    id: ownServiceId,
    type: identityType,
    name: "keystone",
    endpoints: regions.flatMap((region) =>
      interfaces.map((reach) =>
        endpointDocument(`${ownServiceId}-${reach}-${region}`, reach, region, endpoint),
      ),
    ),
  };
}

const ownServiceId = "countersign";

function endpointDocument(id: string, reach: string, region: string | null, url: string): JsonObject {
  return { id, interface: reach, region, region_id: region, url };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
