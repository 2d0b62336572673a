/** The database's URL: the one place that looks at it. Nothing above it knows which database it is. */

export type DatabasePlace =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

/** @throws when the URL is of no known kind */
export function databaseAt(url: string): DatabasePlace {
  const [, path] = /^sqlite:(.*)$/s.exec(url) ?? [];
  // A database in memory would be one for reading and another for writing.
  if (path !== undefined && path !== "" && path !== ":memory:") return { kind: "sqlite", path };
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: "postgres", url };
  throw new Error("The database URL must be sqlite:<path of a file> or postgres://…");
}

/** The file of a SQLite database; null for PostgreSQL. @throws when the URL is of no known kind */
export function sqliteFileOf(url: string): string | null {
  const place = databaseAt(url);
  return place.kind === "sqlite" ? place.path : null;
}
