/**
 * Outbound proxies, as users of Terraform know them from other providers: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and never
 * for this machine itself. Node does the work, from 24 on; an older one contacts the server directly.
 */

import * as http from "node:http";
import { type Environment, firstSet } from "./environment.ts";

/** Also where nobody says so: a server on this machine is not reached through another one. */
const direct = "localhost,127.0.0.1,::1,[::1]";

/** @returns ends it */
export function useProxies(environment: Environment): () => void {
  const found = (name: string) => firstSet(environment, [name, name.toUpperCase()])?.value;
  const [forHttp, forHttps, except] = [found("http_proxy"), found("https_proxy"), found("no_proxy")];
  const isOffered = typeof http.setGlobalProxyFromEnv === "function";
  if (!isOffered || (forHttp === undefined && forHttps === undefined)) return () => undefined;
  return http.setGlobalProxyFromEnv({
    ...(forHttp !== undefined && { http_proxy: forHttp }),
    ...(forHttps !== undefined && { https_proxy: forHttps }),
    no_proxy: except === undefined ? direct : `${except},${direct}`,
  });
}
