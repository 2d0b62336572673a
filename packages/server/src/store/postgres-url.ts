/**
 * What the URL of a PostgreSQL database says. The driver reads most of it; what it says of TLS is read here,
 * because there are two ways only: whoever answers has shown a certificate that was checked, or the connection is
 * in the clear and everybody can see from the URL that it is.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */

/** How the server's certificate is checked, and with which files. */
export interface PostgresTls {
  /** PEM file of authorities; null: the usual ones. */
  readonly authoritiesFile: string | null;
  /** What the server is shown of us; null: nothing. */
  readonly own: { readonly certFile: string; readonly keyFile: string } | null;
  /** Whether the certificate must be for the host's name. */
  readonly checksName: boolean;
}

export interface PostgresUrl {
  /** The URL without what it says of TLS. */
  readonly driverUrl: string;
  /** A name, an address, the folder of a Unix socket, or nothing: the driver's own choice. */
  readonly host: string;
  /** Null: the connection is not encrypted, or it is a Unix socket. */
  readonly tls: PostgresTls | null;
  /** Whether it says `sslmode=disable`. */
  readonly isPlainByWish: boolean;
}

const tlsParameters = ["sslmode", "sslrootcert", "sslcert", "sslkey"];
const parameters = ["host", "port", "user", "password", "application_name", "options", ...tlsParameters];

/** What URLs for other clients hold, and what is to be done about it. None of it makes a connection safer. */
const advice: Readonly<Record<string, string>> = {
  ssl: "write sslmode=verify-full instead",
  dbname: "write the name behind the host: postgres://host/database",
  hostaddr: "write the address as the host",
  sslpassword: "name a key without a passphrase with sslkey",
  ...Object.fromEntries(
    [
      "channel_binding",
      "client_encoding",
      "connect_timeout",
      "connection_limit",
      "fallback_application_name",
      "gssencmode",
      "keepalives",
      "keepalives_count",
      "keepalives_idle",
      "keepalives_interval",
      "pgbouncer",
      "pool_timeout",
      "schema",
      "sslcompression",
      "sslnegotiation",
      "sslsni",
      "target_session_attrs",
      "tcp_user_timeout",
      "uselibpqcompat",
    ].map((name) => [name, "leave it out"]),
  ),
};

/** With these libpq would talk to whoever answers, in the clear or not. */
const uncheckedModes = ["allow", "prefer", "no-verify"];

/** @throws Error with the end of the sentence "The URL …", which never repeats what may be a secret */
export function readPostgresUrl(text: string): PostgresUrl {
  const url = parse(text);
  const given = readParameters(url);
  for (const name of tlsParameters) url.searchParams.delete(name);
  const host = given.get("host") ?? decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, "$1"));
  if (host.includes(",")) throw new Error(severalHosts);
  const tls = readTls(given);
  return {
    driverUrl: url.href,
    host,
    tls: host.startsWith("/") ? null : tls,
    isPlainByWish: given.get("sslmode") === "disable",
  };
}

const severalHosts = "names several hosts: name one, which leads to the primary.";
const wrongForm =
  "must be a URL such as postgres://user:password@host:5432/database; in user and password / is written as %2F, # as %23, ? as %3F and % as %25.";

function parse(text: string): URL {
  const [, hosts = ""] = /^\w+:\/\/(?:[^/?#]*@)?([^/?#@]*)/.exec(text) ?? [];
  if (hosts.includes(",")) throw new Error(severalHosts);
  if (/^\w+:\/\/[^/?#]*@(?:[/?]|$)/.test(text)) {
    throw new Error(
      "has no host behind the @: write localhost there, also where host=/… names the folder of a Unix socket.",
    );
  }
  if (!URL.canParse(text)) throw new Error(wrongForm);
  const url = new URL(text);
  const { username, password, hostname, pathname, hash } = url;
  // What looks like a path or a fragment may be the rest of a password.
  const isWhole = hash === "" && !pathname.includes("@");
  if (!isWhole || ![username, password, hostname, pathname].every(isEscaped)) throw new Error(wrongForm);
  return url;
}

function isEscaped(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function readParameters({ search, searchParams }: URL): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of searchParams) {
    if (!parameters.includes(name)) throw new Error(notKnown(name, search));
    if (given.has(name)) throw new Error(`must have ${name} only once.`);
    given.set(name, value);
  }
  const port = given.get("port") ?? "0";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error("must have a number below 65536 as its port.");
  }
  return given;
}

function notKnown(name: string, search: string): string {
  // A question mark in a password makes the rest of it, up to the host, look like parameters.
  if (search.includes("@")) return wrongForm;
  const shown = /^[a-z_]{1,30}$/i.test(name) ? `the parameter ${name}` : "a parameter";
  const told = Object.hasOwn(advice, name) ? advice[name] : undefined;
  return told !== undefined
    ? `has ${shown}, which is not known here: ${told}.`
    : `has ${shown} that is not known here: known are ${parameters.join(", ")}.`;
}

function readTls(given: ReadonlyMap<string, string>): PostgresTls | null {
  const mode = given.get("sslmode");
  const authorities = given.get("sslrootcert");
  const certFile = given.get("sslcert");
  const keyFile = given.get("sslkey");
  const named = ["sslrootcert", "sslcert", "sslkey"].find((name) => given.has(name));
  if (mode === undefined || mode === "disable") {
    if (named === undefined) return null;
    throw new Error(`has ${named} in it, which counts with sslmode=verify-full only: add that.`);
  }
  if (uncheckedModes.includes(mode)) {
    throw new Error(
      `has sslmode=${mode}, with which nobody checks who answers. Write sslmode=verify-full, or sslmode=disable where nobody can listen.`,
    );
  }
  if (!["require", "verify-ca", "verify-full"].includes(mode)) {
    throw new Error("must have verify-full, verify-ca, require or disable as its sslmode.");
  }
  if (mode === "verify-ca" && (authorities === undefined || authorities === "system")) {
    throw new Error(
      "has sslmode=verify-ca without the database's own authority: any certificate that anybody got would do. Name the authority's file with sslrootcert, or write sslmode=verify-full.",
    );
  }
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new Error("must have sslcert and sslkey together.");
  }
  return {
    authoritiesFile: authorities === undefined || authorities === "system" ? null : authorities,
    own: certFile === undefined || keyFile === undefined ? null : { certFile, keyFile },
    checksName: mode !== "verify-ca",
  };
}
