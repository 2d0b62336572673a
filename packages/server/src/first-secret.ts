/**
 * The first secret: how an operator gets into a new installation. It is written to a file that only the
 * server's own user can read and is never printed; it is good on every face for 24 hours, or until the first
 * service token is made with it. Who misses that makes another on the machine itself.
 */

import { replaceSecretFile } from "./keys/secret-file.ts";
import { keepSecret, prepareSecret, type SecretPorts } from "./service-tokens.ts";

export const firstSecretLifetimeSeconds = 86_400;

/**
 * Makes the first secret when the installation never had any secret.
 * @param path where to write it, mode 0600
 * @returns the path, for the person who starts the server; null when there was nothing to do
 */
export async function ensureFirstSecret(ports: SecretPorts, path: string): Promise<string | null> {
  if ((await ports.secrets.list()).length > 0) return null;
  const { secret, stored } = prepareSecret(ports, {
    name: "first-secret",
    kind: "first",
    role: "operator",
    audience: null,
    lifetimeSeconds: firstSecretLifetimeSeconds,
  });
  // The file first: a start that is cut off between the two is simply made again.
  await replaceSecretFile(path, Buffer.from(`${secret}\n`));
  await keepSecret(ports, stored);
  return path;
}
