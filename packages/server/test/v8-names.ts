/**
 * V8's `JSON.parse` takes one escaped member name for another after it has met certain documents
 * (nodejs/node#63785). Any stranger can send such a document.
 */

/** From now on, V8 reads the name `"` behind a member `first` as a backslash. */
export function misleadV8(first: string): void {
  JSON.parse(JSON.stringify({ [first]: [], "\\": 0 }));
}

/** An object that V8 misreads once it was misled about `first`. */
export function misreadable(first: string): { readonly [name: string]: string } {
  return { [first]: "x", '"': "kept" };
}
