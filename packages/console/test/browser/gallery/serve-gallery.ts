/** Builds the page of components as the console is built, and serves it under as strict a policy. */

import { once } from "node:events";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { bundle } from "../../../scripts/bundle.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** @returns its address, and how to end it */
export async function serveGallery(): Promise<{ readonly url: string; readonly close: () => void }> {
  const files = new Map(
    (await bundle({ root: import.meta.dirname, base: "/" })).map(({ path, contents }) => [
      join("/", path),
      contents,
    ]),
  );
  const server = createServer(({ url = "/" }, response) => {
    const path = url === "/" ? "/index.html" : url;
    const contents = files.get(path);
    response
      .writeHead(contents === undefined ? 404 : 200, {
        "content-type": mediaTypes[extname(path)] ?? "application/octet-stream",
        "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
      })
      .end(contents);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close() };
}
