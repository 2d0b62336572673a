/** JSON as values, and the few questions the forms ask about them. Members are read as own members only. */

export type JsonPrimitive = null | boolean | number | string;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A document of the API as the forms read it. What came as JSON is JSON, whatever more its type knows. */
export function asJson(document: object): JsonObject {
  return isJsonObject(document) ? document : {};
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A list of nothing but texts. */
export function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return isJsonArray(value) && value.every((one) => typeof one === "string");
}

/** The object's own member; undefined where there is none, whatever the name means to JavaScript. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A copy with the member set in its place, or taken away where the value is undefined. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const members = Object.entries(object);
  if (value === undefined) return Object.fromEntries(members.filter(([own]) => own !== name));
  if (!Object.hasOwn(object, name)) return Object.fromEntries([...members, [name, value]]);
  return Object.fromEntries(members.map(([own, old]) => [own, own === name ? value : old]));
}

/** As the console shows JSON. */
export function printJson(value: JsonValue): string {
  return JSON.stringify(value, null, 2);
}

/** Whether two values say the same; the order of members does not matter. */
export function sameJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isJsonArray(one) || isJsonArray(other)) {
    return (
      isJsonArray(one) &&
      isJsonArray(other) &&
      one.length === other.length &&
      one.every((item, index) => sameJson(item, other[index]))
    );
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && sameJson(one[name], other[name]))
  );
}

/** A JSON pointer (RFC 6901) to the end of a path of members. */
export function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
