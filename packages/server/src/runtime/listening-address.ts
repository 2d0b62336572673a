/**
 * Where the server says it listens. What Fastify says is corrected twice: it does not know that our own listener
 * may speak TLS, and of all the machine's addresses it names only one, mostly loopback.
 */

/**
 * @param told what Fastify answered: an http URL with a port
 * @param host as it was set
 * @param tls whether the listener speaks TLS
 */
export function listeningAddress(told: string, host: string, tls: boolean): string {
  const address = host === "0.0.0.0" ? told.replace(/\/\/.*:/, "//0.0.0.0:") : told;
  return tls ? address.replace(/^http:/, "https:") : address;
}
