/**
 * What was acknowledged, as its receivers know it: each answer is a line in a file, and counts once that line
 * is on the disk. It is kept outside of the server's data folder and never read by the server.
 */

import { type FileHandle, open } from "node:fs/promises";

export type Acknowledged =
  /** An access token was handed out. `subjectToken`: a single-use one that it was handed out for. */
  | { readonly kind: "exchange"; readonly tokenId: string; readonly subjectToken: string | null }
  | { readonly kind: "revocation"; readonly tokenId: string }
  /** A mapping was written; its description is unlike all others. */
  | {
      readonly kind: "edit";
      readonly mappingId: string;
      readonly revision: number;
      readonly description: string;
    };

export class Journal {
  readonly #file: FileHandle;
  #counted: Acknowledged[] = [];
  #waiting: Acknowledged[] = [];
  #syncing: Promise<void> | null = null;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<Journal> {
    return new Journal(await open(path, "a", 0o600));
  }

  note(acknowledged: Acknowledged): void {
    this.#waiting.push(acknowledged);
    this.#syncing ??= this.#sync();
  }

  /** All that counts since the last call. */
  async take(): Promise<readonly Acknowledged[]> {
    await this.#syncing;
    const counted = this.#counted;
    this.#counted = [];
    return counted;
  }

  async close(): Promise<void> {
    await this.#syncing;
    await this.#file.close();
  }

  /** Lines that came while the last ones were being synced share the next sync. */
  async #sync(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      await this.#file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      await this.#file.datasync();
      this.#counted = this.#counted.concat(lines);
    }
    this.#syncing = null;
  }
}
