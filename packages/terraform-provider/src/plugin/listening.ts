/**
 * Where the provider waits for Terraform: on a socket in a folder that only its owner may enter, and where that cannot
 * be had, on a port of the loopback address, which certificates alone keep others of this machine from.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Address =
  | { readonly network: "unix"; readonly path: string; readonly folder: string }
  | { readonly network: "tcp"; readonly host: string; readonly port: number };

/** @throws when the address cannot be had. @returns the port where it is bound by number */
export type Bind = (address: string) => Promise<number>;

/** What a socket's address has room for, in bytes, with the zero at its end; a longer one is cut off without a word. */
const longestPath = process.platform === "darwin" ? 103 : 107;
const host = "127.0.0.1";

/**
 * Binds the first address that can be had.
 * @param environment `PLUGIN_UNIX_SOCKET_DIR`: where the folder is to be made; `PLUGIN_MIN_PORT`, `PLUGIN_MAX_PORT`:
 *   which ports may be taken
 * @param isSecured whether only who has the right certificate is served
 * @throws when there is none
 */
export async function listen(
  environment: Readonly<Record<string, string | undefined>>,
  bind: Bind,
  isSecured: boolean,
): Promise<Address> {
  if (process.platform !== "win32") {
    const wanted = environment["PLUGIN_UNIX_SOCKET_DIR"] || tmpdir();
    for (const parent of new Set([wanted, "/tmp"])) {
      const socket = await bindSocket(parent, bind);
      if (socket !== null) return socket;
    }
  }
  if (!isSecured) throw new Error("Anybody on this machine could connect to a port.");
  return await bindPort(portRange(environment), bind);
}

async function bindSocket(parent: string, bind: Bind): Promise<Address | null> {
  let folder: string;
  try {
    folder = mkdtempSync(join(parent, "countersign-terraform-"));
  } catch {
    return null;
  }
  const path = join(folder, "plugin");
  if (Buffer.byteLength(path) <= longestPath) {
    try {
      await bind(`unix:${path}`);
      return { network: "unix", path, folder };
    } catch {
      // A file system without sockets, perhaps: there are other places.
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return null;
}

async function bindPort(range: { readonly from: number; readonly to: number }, bind: Bind): Promise<Address> {
  for (let port = range.from; port <= range.to; port += 1) {
    try {
      return { network: "tcp", host, port: await bind(`${host}:${port}`) };
    } catch (error) {
      if (port === range.to) throw error;
    }
  }
  throw new RangeError("PLUGIN_MIN_PORT is greater than PLUGIN_MAX_PORT.");
}

/** Without a range, or with one that makes no sense: whatever port is free. */
function portRange(environment: Readonly<Record<string, string | undefined>>) {
  const [from, to] = [environment["PLUGIN_MIN_PORT"], environment["PLUGIN_MAX_PORT"]].map(Number);
  const valid = (port: number | undefined): port is number =>
    port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
  return valid(from) && valid(to) && from <= to ? { from, to } : { from: 0, to: 0 };
}
