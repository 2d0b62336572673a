/**
 * What is refused below `/v3.0`, in the envelope of those paths: a sentence and a code of Huawei's for each status.
 * The vendor's page lists codes for 400, 401, 403, 404, 409 and 500 only; the others have the listed code that is
 * nearest in meaning, since a code of our own would mean something else to whoever looks it up.
 *
 * Source: "Error Codes" (Identity and Access Management, API reference).
 */

import type { HttpProblem } from "../../http-failure.ts";

/** The body of an error below `/v3.0`. */
export interface ErrorDocument {
  readonly error_msg: string;
  readonly error_code: string;
}

/** Faults of something in the path, the query or a header; those of the body have `bodyFaultCode`. */
const parameterFaultCode = "IAM.0007";
const bodyFaultCode = "IAM.0011";
/** The vendor's answer to whatever is the server's own matter: too much to do, or an issuer out of reach. */
const serverCode = "IAM.0006";

const codes: ReadonlyMap<number, string> = new Map([
  [400, bodyFaultCode],
  [401, "IAM.0001"],
  [403, "IAM.0003"],
  [404, "IAM.0004"],
  // There is nothing for this method.
  [405, "IAM.0004"],
  [409, "IAM.0005"],
  [413, bodyFaultCode],
  [415, bodyFaultCode],
  [429, serverCode],
]);

/** What `details` of a failure say when the fault is not in the body. */
export const parameterFault = { at: "parameter" } as const;

/** The error document of these paths; the sentence ends with the reference id to quote. */
export function toErrorDocument({ status, sentence, requestId, details }: HttpProblem): ErrorDocument {
  const inParameter = status === 400 && details === parameterFault;
  return {
    error_msg: `${sentence} Reference id: ${requestId}`,
    error_code: inParameter ? parameterFaultCode : codeOf(status),
  };
}

function codeOf(status: number): string {
  return codes.get(status) ?? (status < 500 ? parameterFaultCode : serverCode);
}
