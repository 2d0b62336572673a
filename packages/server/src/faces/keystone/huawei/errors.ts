/**
 * What is refused below `/v3.0`, in the envelope of those paths: a sentence and a code of Huawei's for each status.
 * The sentence is the one of the rest of this face, and behind it stand what to do next and the reference id. The
 * vendor's page lists codes for 400, 401, 403, 404, 409 and 500 only; what else there is has the listed code that is
 * nearest in meaning, since one of our own would mean something else to whoever looks it up.
 *
 * Source: "Error Codes" (Identity and Access Management, API reference).
 */

import type { ChangeRefusal } from "../../../core/configuring/configuration.ts";
import type { ErrorWriter, HttpFailure } from "../../http-failure.ts";
import { commonHeaders, failure, parameterFault, statusOf, toldIn } from "../errors.ts";
import { failureOfChange as failureOfDirectory } from "../operator/changes.ts";

/** Faults of something in the path, the query or a header; those of the body have `bodyFaultCode`. */
const parameterFaultCode = "IAM.0007";
const bodyFaultCode = "IAM.0011";
const notFoundCode = "IAM.0004";
/** Whatever is the server's own matter: too much to do, or an issuer out of reach. */
const serverCode = "IAM.0006";

const codes: ReadonlyMap<number, string> = new Map([
  [400, bodyFaultCode],
  [401, "IAM.0001"],
  [403, "IAM.0003"],
  [404, notFoundCode],
  // There is nothing for this method.
  [405, notFoundCode],
  [409, "IAM.0005"],
  [413, bodyFaultCode],
  [429, serverCode],
]);

/** The envelope of every failure on these paths, also of what the HTTP server itself refuses. */
export const writeError: ErrorWriter = (problem) => {
  const { sentence, requestId } = problem;
  const { message } = toldIn(problem);
  const told = message === sentence ? message : `${message} ${sentence}`;
  const status = statusOf(problem);
  return {
    status,
    headers: commonHeaders(requestId),
    body: {
      error_msg: `${told} Reference id: ${requestId}`,
      error_code: status === 400 && problem.code === parameterFault ? parameterFaultCode : codeOf(status),
    },
  };
};

function codeOf(status: number): string {
  return codes.get(status) ?? (status < 500 ? parameterFaultCode : serverCode);
}

/** The members of a configuration behind the core's names of what is checked. */
const memberNames: ReadonlyMap<string, string> = new Map([
  ["issuerUrl", "idp_url"],
  ["audience", "client_id"],
  ["keySource.jwks", "signing_key"],
  ["keySource.url", "jwks_uri"],
]);

/** A refused change of a configuration, with the member at fault under the name the client knows. */
export function failureOfChange(refusal: ChangeRefusal): HttpFailure {
  if (refusal.kind !== "invalid") return failureOfDirectory(refusal);
  const { field, detail } = refusal;
  const known = memberNames.get(field);
  const message =
    known !== undefined && detail.startsWith(field)
      ? `openid_connect_config.${known}${detail.slice(field.length)}`
      : detail;
  return failure(400, { message });
}
