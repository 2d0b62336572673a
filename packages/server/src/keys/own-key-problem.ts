/** What is wrong with the keys of this installation: the server cannot start, and a person must act. */

export type OwnKeyProblemCode =
  | "master_key_missing"
  | "master_key_exposed"
  | "master_key_malformed"
  | "master_key_unreadable"
  | "master_key_wrong"
  | "master_key_replaced"
  | "signing_keys_reset"
  | "signing_key_unreadable";

/** The message is a sentence for the person who runs the server: what is wrong and what to do. */
export class OwnKeyProblem extends Error {
  readonly code: OwnKeyProblemCode;
  constructor(code: OwnKeyProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OwnKeyProblem";
    this.code = code;
  }

  /** The same problem, its message as `words` makes it of what it is. */
  told(words: (message: string) => string): OwnKeyProblem {
    return new OwnKeyProblem(this.code, words(this.message), { cause: this });
  }
}
