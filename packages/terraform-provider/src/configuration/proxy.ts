/**
 * Outbound proxies, as users of Terraform know them from other providers: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and never
 * for this machine itself. Node does the work, from 24 on; an older one contacts the server directly.
 */

import * as http from "node:http";
import { type Environment, type Found, firstSet } from "./environment.ts";

/** Also where nobody says so: a server on this machine is not reached through another one. */
const direct = "localhost,127.0.0.1,::1,[::1]";

export type Proxying =
  | { readonly ok: true; readonly end: () => void }
  /** Of a variable that names no proxy Node can use. */
  | { readonly ok: false; readonly sentence: string };

export function useProxies(environment: Environment): Proxying {
  const found = (name: string) => firstSet(environment, [name, name.toUpperCase()]);
  const [forHttp, forHttps, except] = [found("http_proxy"), found("https_proxy"), found("no_proxy")];
  const isOffered = typeof http.setGlobalProxyFromEnv === "function";
  if (!isOffered || (forHttp === null && forHttps === null)) return { ok: true, end: () => undefined };
  try {
    const end = http.setGlobalProxyFromEnv({
      ...(forHttp !== null && { http_proxy: urlOf(forHttp) }),
      ...(forHttps !== null && { https_proxy: urlOf(forHttps) }),
      no_proxy: except === null ? direct : `${except.value},${direct}`,
    });
    return { ok: true, end };
  } catch {
    // A password may stand in a proxy's URL, and in the error about it.
    const names = [forHttp, forHttps].flatMap((one) => one?.from ?? []).join(" or ");
    const sentence = `${names} names no proxy that Countersign's provider can use. Give the URL of one, such as http://proxy.example.com:3128.`;
    return { ok: false, sentence };
  }
}

/** A bare host and port is one that speaks http, as everybody else reads it. */
function urlOf({ value }: Found): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
}
