/**
 * Filters of lists: `name=x`, and `name__contains=x` and its kin.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Filtering and sorting"
 */

import type { FastifyRequest } from "fastify";
import { ownMember } from "../../../core/json.ts";
import type { JsonObject, JsonValue } from "../../../core/terms.ts";

/** A query as it was asked; of a repeated parameter the last one. */
export function queryOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const at = request.url.indexOf("?");
  return new Map(new URLSearchParams(at === -1 ? "" : request.url.slice(at + 1)));
}

/**
 * Whether a query leaves a document over. Parameters that are no filters of its list are ignored.
 * @param members by which this list can be filtered
 */
export function filterOf(
  members: readonly string[],
  query: ReadonlyMap<string, string>,
): (document: JsonObject) => boolean {
  const filters = [...query].flatMap(([parameter, wanted]) => {
    const [member = "", comparator = "", ...more] = parameter.split("__");
    const compare = comparators.get(comparator);
    // So a query compares each member in as many ways as there are at most, however long it is.
    const isFilter = members.includes(member) && more.length === 0;
    return isFilter && compare !== undefined ? [{ member, wanted, compare }] : [];
  });
  return (document) =>
    filters.every(({ member, wanted, compare }) => compare(ownMember(document, member) ?? null, wanted));
}

type Compare = (value: JsonValue, wanted: string) => boolean;

const comparators: ReadonlyMap<string, Compare> = new Map([
  ["", equals],
  ["contains", onText((value, wanted) => value.includes(wanted))],
  ["icontains", onText((value, wanted) => value.toLowerCase().includes(wanted.toLowerCase()))],
  ["startswith", onText((value, wanted) => value.startsWith(wanted))],
  ["istartswith", onText((value, wanted) => value.toLowerCase().startsWith(wanted.toLowerCase()))],
  ["endswith", onText((value, wanted) => value.endsWith(wanted))],
  ["iendswith", onText((value, wanted) => value.toLowerCase().endsWith(wanted.toLowerCase()))],
]);

function onText(compare: (value: string, wanted: string) => boolean): Compare {
  return (value, wanted) => typeof value === "string" && compare(value, wanted);
}

function equals(value: JsonValue, wanted: string): boolean {
  if (typeof value === "boolean") return value === isTrue(wanted);
  return value === null ? wanted === "" : value === wanted;
}

/** Whatever does not say no says yes, as it is documented for `enabled`. */
export function isTrue(word: string): boolean {
  return !["0", "false", "no", "off", "f", "n"].includes(word.toLowerCase());
}
