/** What is wrong with the keys of this installation: the server cannot start, and a person must act. */

export type KeyProblemCode =
  | "master_key_missing"
  | "master_key_exposed"
  | "master_key_malformed"
  | "master_key_wrong"
  | "signing_key_unreadable";

/** The message is a sentence for the person who runs the server: what is wrong and what to do. */
export class KeyProblem extends Error {
  readonly code: KeyProblemCode;
  constructor(code: KeyProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "KeyProblem";
    this.code = code;
  }
}
