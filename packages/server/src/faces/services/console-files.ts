/** What the console is made of. */

/** The console's built files, by their path below it. */
export interface ConsoleFiles {
  readonly index: ConsoleFile;
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

export interface ConsoleFile {
  readonly mediaType: string;
  readonly content: Buffer;
  /** The same in fewer bytes, the fewest first. */
  readonly compressed: readonly { readonly encoding: "br" | "gzip"; readonly content: Buffer }[];
  /** Changes with its content. */
  readonly tag: string;
}
