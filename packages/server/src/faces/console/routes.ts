/**
 * The console as files: its pages are a client of the admin API and of nothing else, so all that is served here is
 * what was built. Every path that is no file gets the one page there is, which finds its way by itself.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isCurrentCopy } from "../conditional.ts";
import type { Face } from "../http.ts";
import { writeError } from "../operations.ts";
import { pathOf } from "../request-path.ts";
import type { ConsoleFile } from "../services/console-files.ts";
import type { FaceServices } from "../services.ts";
import { encodingFor } from "./encoding.ts";
import { plainPage } from "./plain-page.ts";
import { plainStyle, plainStylePath } from "./plain-style.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { type SessionTokens, signInFace } from "./sign-in.ts";

const prefix = "/console";
/** Files below it have names that change with what is in them. */
const hashed = "assets/";

/** The faces as the application mounts them. @param tokens what sessions of single sign-on hold */
export function consoleFaces(services: FaceServices, tokens: SessionTokens): readonly Face[] {
  return [
    // Below the console's own prefix, so before it.
    signInFace(services, tokens),
    {
      prefixes: [prefix],
      errorWriter: writeError,
      bodies: [],
      routes: (instance) => {
        addSecurityHeaders(instance, services);
        addFileRoutes(instance, services);
      },
    },
  ];
}

function addFileRoutes(instance: FastifyInstance, services: FaceServices): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const built = await services.consoleFiles();
    if (built === null) return reply.code(404).type("text/html; charset=utf-8").send(notBuilt);
    const name = pathOf(request.originalUrl).slice(`${prefix}/`.length);
    const file = built.files.get(name);
    if (file !== undefined && file !== built.index) return sendFile(request, reply, name, file);
    // A page of an older build asks for what is gone: a page in its place would be no script.
    if (name.startsWith(hashed)) return reply.code(404).type("text/html; charset=utf-8").send(gone);
    return send(request, reply, built.index);
  };
  instance.get(plainStylePath, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "no-cache").send(plainStyle),
  );
  instance.get("/", serve);
  instance.get("/*", serve);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, name: string, file: ConsoleFile) {
  reply.header("cache-control", name.startsWith(hashed) ? "public, max-age=31536000, immutable" : "no-cache");
  reply.removeHeader("pragma");
  const encoding = encodingFor(request, file);
  // Each encoding is a representation of its own.
  const tag = `"${file.tag}${encoding === null ? "" : `-${encoding}`}"`;
  if (!isCurrentCopy(request, reply, tag)) return send(request, reply, file);
  return reply.header("vary", "Accept-Encoding").send();
}

function send(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile) {
  const encoding = encodingFor(request, file);
  const encoded = file.compressed.find((one) => one.encoding === encoding);
  if (encoded !== undefined) reply.header("content-encoding", encoded.encoding);
  return reply
    .header("vary", "Accept-Encoding")
    .type(file.mediaType)
    .send(encoded?.content ?? file.content);
}

const notBuilt = plainPage("The console is not here", [
  "This server runs without the console's files. In a checkout, npm run build makes them; then restart the server.",
  "Everything the console does can be done with the countersign command and the admin API.",
]);
const gone = plainPage("This file is gone", ["The server was updated. Load the page again."]);
