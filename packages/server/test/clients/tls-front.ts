/** An ending of TLS before the server, for clients that speak https only; its certificate is of the test's authority. */

import { connect } from "node:net";
import { createServer } from "node:tls";
import { makeServerCertificate } from "../certificates.ts";

export interface TlsFront {
  /** `localhost:<port>`. */
  readonly host: string;
  close(): void;
}

/** @param url the server's, of the form http://127.0.0.1:<port> */
export async function startTlsFront(url: string): Promise<TlsFront> {
  const certificate = await makeServerCertificate({ names: ["localhost"], addresses: ["127.0.0.1"] });
  const server = createServer(certificate, (client) => {
    const behind = connect(Number(new URL(url).port), "127.0.0.1");
    client.on("error", () => behind.destroy());
    behind.on("error", () => client.destroy());
    client.pipe(behind).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return { host: `localhost:${address.port}`, close: () => void server.close() };
}
