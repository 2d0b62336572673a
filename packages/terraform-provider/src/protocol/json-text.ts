/** Reads the JSON in which Terraform hands over states that are to be upgraded or moved. */

/** A state is Terraform's own file; one object of it that is larger is none of ours. In bytes. */
const largest = 16 * 1024 * 1024;

/** What Go escapes without need, and V8 may then misread in names (nodejs/node#63785). */
const escapes = /\\(?:u(003c|003e|0026|2028|2029)|[^u]|u[0-9a-f]{4})/gi;

/**
 * @returns the value; undefined when the bytes are no JSON, or too many. Numbers beyond 2^53 come out as numbers that
 *   are not safe either, so that nobody takes them for exact.
 */
export function readJson(bytes: Uint8Array): unknown {
  if (bytes.length > largest) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.parse(
      text.replace(escapes, (whole, code?: string) =>
        code === undefined ? whole : String.fromCharCode(Number.parseInt(code, 16)),
      ),
    );
  } catch {
    return undefined;
  }
}
