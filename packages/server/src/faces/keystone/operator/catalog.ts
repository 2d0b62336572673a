/**
 * What the catalog is made of: services, where they are reached, and regions.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Service catalog and endpoints", "Regions"
 */

import { z } from "zod";
import type { Plan } from "../../../core/directory/changes.ts";
import { plainId } from "../../../core/directory/identity-providers.ts";
import { planCreation, planReplacement } from "../../../core/directory/objects.ts";
import type { CatalogEndpoint, CatalogRegion } from "../../../core/directory/terms.ts";
import { ownMember } from "../../../core/json.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import {
  flag,
  keepUnknown,
  keptIn,
  nullableText,
  readMembers,
  shownText,
  text,
  textAfter,
} from "./documents.ts";
import { plainResource } from "./resource.ts";

const knownOfService = ["type", "name", "description", "enabled"] as const;
const serviceInput = z.object({
  type: text.min(1, { error: "must not be empty" }).optional(),
  name: text.optional(),
  description: nullableText.optional(),
  enabled: flag.optional(),
});
const newServiceInput = serviceInput.extend({ type: text.min(1, { error: "must not be empty" }) });

export const catalogServices = plainResource("service", {
  filters: ["id", "name", "type", "enabled"],
  read(document, standing, id) {
    const members = readMembers(standing === null ? newServiceInput : serviceInput, document, "service");
    return {
      kind: "service",
      id,
      type: members.type ?? standing?.type ?? "",
      name: members.name ?? standing?.name ?? "",
      description: textAfter(members.description, standing?.description),
      enabled: members.enabled ?? standing?.enabled ?? true,
      annotations: keepUnknown(document, knownOfService, standing?.annotations),
    };
  },
  show: ({ id, type, name, description, enabled, annotations }) => ({
    ...keptIn(annotations),
    id,
    type,
    name,
    description: shownText(description, "description", annotations, ""),
    enabled,
  }),
});

const knownOfEndpoint = ["service_id", "interface", "region", "region_id", "url", "enabled"] as const;
const reach = z.enum(["public", "internal", "admin"], { error: "must be public, internal or admin" });
const endpointUrl = text.regex(/^[A-Za-z0-9+.-]+:.+$/, { error: "must be an absolute URL" });
const endpointInput = z.object({
  service_id: text.optional(),
  interface: reach.optional(),
  region: nullableText.optional(),
  region_id: nullableText.optional(),
  url: endpointUrl.optional(),
  enabled: flag.optional(),
});
const newEndpointInput = endpointInput.extend({ service_id: text, interface: reach, url: endpointUrl });

export const endpoints = plainResource("endpoint", {
  filters: ["id", "interface", "service_id", "region_id", "region", "enabled"],
  read(document, standing, id) {
    const members = readMembers(standing === null ? newEndpointInput : endpointInput, document, "endpoint");
    const region = members.region_id ?? members.region;
    return {
      kind: "endpoint",
      id,
      serviceId: members.service_id ?? standing?.serviceId ?? "",
      interface: members.interface ?? standing?.interface ?? "public",
      regionId: region === undefined ? (standing?.regionId ?? null) : region,
      url: members.url ?? standing?.url ?? "",
      enabled: members.enabled ?? standing?.enabled ?? true,
      annotations: keepUnknown(document, knownOfEndpoint, standing?.annotations),
    };
  },
  show: ({ id, serviceId, interface: kind, regionId, url, enabled, annotations }) => ({
    ...keptIn(annotations),
    id,
    service_id: serviceId,
    interface: kind,
    region: regionId,
    region_id: regionId,
    url,
    enabled,
  }),
  planCreation: (registry, draft, document) => withRegion(registry, draft, document, planCreation),
  planReplacement: (registry, draft, document) => withRegion(registry, draft, document, planReplacement),
});

/** Clients of the time before regions only name one, in `region`: it is made if there is none. */
function withRegion(
  registry: Registry,
  draft: CatalogEndpoint,
  document: JsonObject,
  plan: (registry: Registry, draft: CatalogEndpoint) => Plan<CatalogEndpoint>,
): Plan<CatalogEndpoint> {
  const { regionId } = draft;
  const isNew =
    regionId !== null &&
    ownMember(document, "region") === regionId &&
    registry.directory.get("region", regionId) === undefined;
  if (!isNew) return plan(registry, draft);
  const planned = plan(registry, { ...draft, regionId: null });
  if (!planned.ok) return planned;
  const region: CatalogRegion = {
    kind: "region",
    id: regionId,
    parentId: null,
    description: "",
    annotations: {},
  };
  const writes = [
    { write: "put", draft: region },
    { write: "put", draft },
  ] as const;
  return { ok: true, value: draft, writes };
}

const knownOfRegion = ["id", "description", "parent_region_id"] as const;
const regionInput = z.object({
  id: nullableText.optional(),
  description: nullableText.optional(),
  parent_region_id: nullableText.optional(),
});

export const regions = plainResource("region", {
  filters: ["id", "parent_region_id"],
  newId: (tools, document) => readMembers(regionInput, document, "region").id || plainId(tools),
  read(document, standing, id) {
    const members = readMembers(regionInput, document, "region");
    const parent = members.parent_region_id;
    return {
      kind: "region",
      id,
      parentId: parent === undefined ? (standing?.parentId ?? null) : parent,
      description: textAfter(members.description, standing?.description),
      annotations: keepUnknown(document, knownOfRegion, standing?.annotations),
    };
  },
  show: ({ id, parentId, description, annotations }) => ({
    ...keptIn(annotations),
    id,
    parent_region_id: parentId,
    description: shownText(description, "description", annotations, ""),
  }),
});
