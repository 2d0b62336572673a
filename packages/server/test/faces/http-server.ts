/** A real server on loopback with one face of a few routes, and a way to send it bytes no HTTP client would. */

import { connect } from "node:net";
import {
  type Answered,
  createHttpServer,
  type Face,
  type HttpServerOptions,
  mountFace,
} from "../../src/faces/http.ts";
import { readJsonObject, readParameters } from "../../src/faces/request-body.ts";

export interface RunningServer {
  readonly url: string;
  readonly answered: readonly Answered[];
  readonly unexpected: readonly unknown[];
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends these bytes and reads until the server closes the connection. */
  sendRaw(text: string): Promise<string>;
  close(): Promise<void>;
}

/** A face whose envelope shows everything an error writer is told. */
export const plainFace: Face = {
  prefixes: ["/face", "/face.2"],
  errorWriter: ({ status, code, sentence, requestId }) => ({
    contentType: "application/problem+json",
    body: { envelope: "face", status, code, sentence, requestId },
  }),
  bodies: ["json", "form"],
  repeatableParameters: ["audience"],
  routes: (instance) => {
    instance.get("/things/:name", async (request) => ({ params: request.params, ip: request.ip }));
    instance.put("/things/:name", async (request) => readJsonObject(request));
    instance.delete("/things/:name", async (_request, reply) => reply.code(204).send());
    instance.post("/things", async (request) => readJsonObject(request));
    instance.post("/forms", async (request) =>
      request.body instanceof Map ? Object.fromEntries(request.body) : { body: request.body ?? "none" },
    );
    instance.post("/parameters", async (request) => readParameters(request));
    instance.get("/broken", async () => {
      throw new Error("the database is at 10.0.0.7");
    });
  },
};

export async function startServer(
  face: Face = plainFace,
  options: Partial<HttpServerOptions> = {},
): Promise<RunningServer> {
  const answered: Answered[] = [];
  const unexpected: unknown[] = [];
  let requests = 0;
  const server = createHttpServer({
    newRequestId: () => `reference-${++requests}`,
    trustedProxies: [],
    tls: null,
    onAnswered: (one) => answered.push(one),
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  mountFace(server, face);
  const url = await server.fastify.listen({ host: "127.0.0.1", port: 0 });
  const { port } = new URL(url);
  return {
    url,
    answered,
    unexpected,
    send: (path, init) => fetch(`${url}${path}`, init),
    sendRaw: (text) => exchangeBytes(Number(port), text),
    close: () => server.fastify.close(),
  };
}

function exchangeBytes(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.write(text);
  });
}

/** Status and JSON body of a raw answer. */
export function parseRaw(answer: string): {
  readonly status: number;
  readonly body: Record<string, unknown>;
} {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), body: JSON.parse(body) };
}

export const json = (body: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body,
});
