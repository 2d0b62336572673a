/**
 * ID tokens of clients that cannot send them as bearer tokens: Huawei Cloud's SDK for Node signs every request with an
 * access key, and its signature takes the place of what stood in `Authorization`.
 */

import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { isSigned, singleHeader } from "../guard.ts";

const body = z.object({ id_token: z.string().min(1) });

/** @returns the ID token in `X-Id-Token` or in the body's `id_token`; null where `Authorization` says something else */
export function idTokenElsewhere(request: FastifyRequest): string | null {
  if (request.headers.authorization !== undefined && !isSigned(request)) return null;
  const sent = body.safeParse(request.body);
  return singleHeader(request, "x-id-token") ?? (sent.success ? sent.data.id_token : null);
}
