/** An HTTP proxy on loopback that knows CONNECT, in clear or over TLS, and tells what it was asked. */

import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { generate } from "selfsigned";

export interface TestProxy {
  /** Host and port. */
  readonly authority: string;
  readonly seen: readonly { readonly target: string; readonly authorization: string | undefined }[];
  /** From now on every request is answered with this status and its phrase, and has a tunnel where it begins with 2. */
  answer(status: string): void;
  close(): void;
}

/** @param tls absent: in clear */
export async function startProxy(tls?: { readonly cert: string; readonly key: string }): Promise<TestProxy> {
  const seen: { readonly target: string; readonly authorization: string | undefined }[] = [];
  let status = "200 Connection established";
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    seen.push({ target: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    if (!status.startsWith("2")) return void socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    const port = Number(request.url?.split(":")[1]);
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer(given) {
      status = given;
    },
    close: () => void server.close(),
  };
}

/** A certificate for 127.0.0.1 that is its own authority. */
export async function makeSelfSigned(): Promise<{ readonly cert: string; readonly key: string }> {
  const made = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  return { cert: made.cert, key: made.private };
}
