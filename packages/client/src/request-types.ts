/** Which options a request takes and what it answers, read off the generated description. */

import type { paths } from "./generated/api.ts";

export type Path = keyof paths;
type Verb = "get" | "put" | "post" | "delete";

/** The methods a path has. */
export type MethodOf<P extends Path> = {
  [V in Verb]: paths[P][V] extends { readonly responses: unknown } ? Uppercase<V> : never;
}[Verb];

type Operation<P extends Path, M> =
  M extends Uppercase<Verb> ? paths[P][Lowercase<M> & keyof paths[P]] : never;

type Query<O> = O extends { readonly parameters: { readonly query?: infer Given } }
  ? { readonly query?: Exclude<Given, undefined> }
  : unknown;
type PathParameters<O> = O extends { readonly parameters: { readonly path: infer Given } }
  ? { readonly path: Given }
  : unknown;
type Body<O> = O extends {
  readonly requestBody: { readonly content: { readonly "application/json": infer Given } };
}
  ? { readonly body: Given }
  : unknown;

interface CommonOptions {
  /** Revision the change was made from; refused when another one stands by now. */
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

/** Path parameters and body are required where the operation has them. */
export type RequestOptions<P extends Path, M> = CommonOptions &
  Query<Operation<P, M>> &
  PathParameters<Operation<P, M>> &
  Body<Operation<P, M>>;

/** The options may be left out where none is required. */
export type OptionsArgument<P extends Path, M> =
  Record<never, never> extends RequestOptions<P, M>
    ? readonly [options?: RequestOptions<P, M>]
    : readonly [options: RequestOptions<P, M>];

type Success<R> = R extends { readonly 200: infer Answer }
  ? Answer
  : R extends { readonly 201: infer Answer }
    ? Answer
    : never;

/** The document of a successful answer; undefined where it has none. */
export type Answer<P extends Path, M> =
  Operation<P, M> extends { readonly responses: infer R } ? DocumentOf<Success<R>> : never;

// In a tuple, so that "no such answer" is seen before it dissolves.
type DocumentOf<A> = [A] extends [never]
  ? undefined
  : A extends { readonly content: { readonly "application/json": infer Document } }
    ? Document
    : undefined;
