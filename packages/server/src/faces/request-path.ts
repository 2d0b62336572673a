/**
 * Request paths as they arrive. A path that two readers could take for two different ones (a dot segment,
 * an empty segment, an encoded slash) is refused rather than tidied up, so that what was authorised is
 * what is served.
 */

/** A route as it was registered: `:name` stands for one segment, `*` for the rest. */
export interface RoutePattern {
  readonly methods: readonly string[];
  readonly path: string;
}

const origin = /^https?:\/\/[^/?#]*/i;
const queryAndFragment = /[?#].*$/s;
const visibleAscii = /^[\x21-\x7e]*$/;
const slash = /[/\\]/;
const control = /\p{Cc}/u;

/** The path of a request target, without query; also of the absolute form (RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  const path = target.replace(origin, "").replace(queryAndFragment, "");
  return path === "" ? "/" : path;
}

/**
 * What is wrong with the path of a request target.
 * @returns a sentence for the caller, or null when it is unambiguous
 */
export function pathFault(target: string): string | null {
  const path = pathOf(target);
  if (!path.startsWith("/")) return "The request path does not begin with a slash.";
  if (!visibleAscii.test(path) || path.includes("\\")) {
    return "The request path holds a character that must be percent-encoded.";
  }
  if (path.includes("//"))
    return "The request path has an empty segment: look for a slash too many, such as one at the end of the server's address.";
  for (const segment of path.split("/")) {
    const fault = segmentFault(segment);
    if (fault !== null) return fault;
  }
  return null;
}

function segmentFault(segment: string): string | null {
  const decoded = decode(segment);
  if (decoded === null) return "The request path is not correctly percent-encoded.";
  if (decoded === "." || decoded === "..") return "The request path has a dot segment.";
  if (slash.test(decoded)) return "The request path has an encoded slash.";
  if (control.test(decoded)) return "The request path has an encoded control character.";
  return null;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The methods with which this path exists, sorted; empty when it does not exist at all. */
export function allowedMethods(patterns: readonly RoutePattern[], path: string): readonly string[] {
  const segments = segmentsOf(path);
  const methods = patterns
    .filter((pattern) => matchesPattern(segmentsOf(pattern.path), segments))
    .flatMap((pattern) => pattern.methods);
  return [...new Set(methods)].sort();
}

/** Whether a path is one of those that a pattern stands for, or lies below one. */
export function isBelowPattern(pattern: string, path: string): boolean {
  const parts = segmentsOf(pattern);
  return matchesPattern(parts, segmentsOf(path).slice(0, parts.length));
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, "").split("/");
}

function matchesPattern(pattern: readonly string[], segments: readonly string[]): boolean {
  const rest = pattern.at(-1) === "*";
  if (rest ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every(
    (part, index) =>
      (rest && index === pattern.length - 1) ||
      part === segments[index] ||
      isParameter(part, segments[index]),
  );
}

function isParameter(part: string, segment: string | undefined): boolean {
  return part.startsWith(":") && segment !== undefined && segment !== "";
}

/**
 * The target without the mount it is below, where a face is served there.
 * @param mounted the prefixes that are served below each mount
 */
export function withoutMount(url: string, mounted: ReadonlyMap<string, readonly string[]>): string {
  for (const [mount, prefixes] of mounted) {
    if (!url.startsWith(mount)) continue;
    const path = pathOf(url);
    if (prefixes.some((prefix) => isBelow(path, mount + prefix))) return url.slice(mount.length);
  }
  return url;
}

export function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
