/**
 * The exchange faces as hostile tests see them: where they are, how each answers a refusal, and the rules
 * that hold for every answer whatever was sent. A face answers in its own envelope with a request id, and no
 * answer shows a stack.
 */

import { expect } from "vitest";
import { z } from "zod";
import type { Reason, RefusalKind } from "../../src/core/reasons.ts";
import { kindOf } from "../../src/core/refusal.ts";

/** The exchange faces: where they are and how they answer a refusal. */
export const faces = [
  { name: "JFrog face", face: "access", path: "/access/api/v1/oidc/token" },
  { name: "OAuth face", face: "oauth", path: "/oauth2/token" },
] as const;
export type Face = (typeof faces)[number];

/** For `describe.each`. */
export const eachFace = faces.map((face) => [face.name, face] as const);

const statusOfKind: Readonly<Record<RefusalKind, Readonly<Record<Face["face"], number>>>> = {
  malformed_request: { access: 400, oauth: 400 },
  invalid_token: { access: 401, oauth: 400 },
  no_mapping: { access: 401, oauth: 400 },
  provider_unusable: { access: 404, oauth: 400 },
  unacceptable_target: { access: 400, oauth: 400 },
  unavailable: { access: 503, oauth: 503 },
  rate_limited: { access: 429, oauth: 429 },
};

/** Where a reason is answered differently from the rest of its kind. */
const statusOfReason: Readonly<Partial<Record<Reason, Readonly<Record<Face["face"], number>>>>> = {
  audience_mismatch: { access: 400, oauth: 400 },
  too_large: { access: 413, oauth: 413 },
};

/** How this face answers a refusal for this reason. */
export function statusOf(face: Face, reason: Reason): number {
  return (statusOfReason[reason] ?? statusOfKind[kindOf({ reason, evidence: {} })])[face.face];
}

/** One answer, read once and checked against the rules that hold for all. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads an answer and checks what every answer must keep to. */
export async function readAnswer(face: Face, answer: Response): Promise<Answer> {
  const text = await answer.text();
  const requestId = answer.headers.get("x-request-id") ?? "";
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(text).not.toMatch(/\.[jt]s:\d+|node_modules|\n\s+at /);
  const body = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  expect("access_token" in body).toBe(answer.status === 200);
  if (answer.status !== 200) expectEnvelope(face, body, requestId);
  return { status: answer.status, headers: answer.headers, requestId, body };
}

/** JFrog's list of errors, or the two members of RFC 6749 section 5.2; each quotes the request id. */
function expectEnvelope(face: Face, body: Answer["body"], requestId: string): void {
  expect(body["error"]).toEqual(expect.stringMatching(/^[a-z_]+$/));
  expect(body["error_description"]).toEqual(expect.stringContaining(requestId));
  if (face.face !== "access") return;
  const error = { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.stringContaining(requestId) };
  expect(body["errors"]).toEqual([error]);
}
