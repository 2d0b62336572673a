/**
 * A typed client of the admin API over `fetch`, for Node and browsers alike. It adds what every caller
 * needs (credential, conditions, pages, problems as errors) and nothing else: no cache, no retry.
 */

import { readProblem } from "./problem.ts";
import type { Answer, MethodOf, OptionsArgument, Path } from "./request-types.ts";

export interface ClientOptions {
  /** Public URL of the server, with or without a trailing slash. */
  readonly url: string;
  /** Credential of an administrator; absent: none is sent, as for a page that has a session. */
  readonly token?: string;
  /** In a session of the console: its token against forged requests, asked for anew before each write. */
  readonly csrfToken?: () => string | undefined;
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

type Items<P extends Path> =
  Answer<P, "GET"> extends { readonly items: readonly (infer Item)[] } ? Item : never;
type ListPath = { [P in Path]: Items<P> extends never ? never : P }[Path];

export interface Client {
  /**
   * Sends one request.
   * @returns the answer's document, undefined where there is none
   * @throws ApiProblem when the answer is not a success; whatever `fetch` throws when there is no answer
   */
  request<P extends Path, M extends MethodOf<P>>(
    method: M,
    path: P,
    ...options: OptionsArgument<P, M>
  ): Promise<Answer<P, M>>;
  /** Every item of a list, page by page as they are asked for. @throws like `request` */
  list<P extends ListPath>(path: P, ...options: OptionsArgument<P, "GET">): AsyncGenerator<Items<P>, void>;
}

/** What the typed options come down to. */
interface PlainOptions {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

interface PlainPage {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

export function createClient({ url, token, csrfToken, fetch = globalThis.fetch }: ClientOptions): Client {
  const base = url.replace(/\/+$/, "");

  async function send(method: string, path: string, options: PlainOptions): Promise<unknown> {
    const csrf = method === "GET" ? undefined : csrfToken?.();
    const response = await fetch(`${base}${expand(path, options)}`, {
      method,
      headers: {
        accept: "application/json, application/problem+json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(csrf !== undefined && { "x-countersign-csrf": csrf }),
        ...(options.body !== undefined && { "content-type": "application/json" }),
        ...(options.ifMatch !== undefined && { "if-match": `"${options.ifMatch}"` }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.signal !== undefined && { signal: options.signal }),
      // A credential must never follow a redirect to somewhere else.
      redirect: "error",
    });
    if (!response.ok) throw await readProblem(response);
    return response.status === 204 ? undefined : response.json();
  }

  async function* pages(path: string, options: PlainOptions): AsyncGenerator<unknown, void> {
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const query = { ...options.query, ...(cursor !== undefined && { cursor }) };
      const page = (await send("GET", path, { ...options, query })) as PlainPage;
      yield* page.items;
      cursor = page.next;
    }
  }

  // The types above are read off the description the server itself is checked against.
  return {
    request: (method, path, ...[options]) => send(method, path, options ?? {}),
    list: (path, ...[options]) => pages(path, options ?? {}),
  } as Client;
}

/** Fills in path parameters and appends the query; nothing given can leave its place. */
function expand(path: string, { path: parameters = {}, query = {} }: PlainOptions): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(Object.hasOwn(parameters, name) ? (parameters[name] ?? "") : ""),
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return search.size === 0 ? filled : `${filled}?${search}`;
}
