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

/** With these libpq would talk to whoever answers, in the clear or not. */
const uncheckedModes = ["allow", "prefer", "no-verify"];

/** @throws Error with the end of the sentence "The URL …", which never repeats what may be a secret */
export function readPostgresUrl(text: string): PostgresUrl {
  if (!URL.canParse(text)) {
    throw new Error(
      "must be a URL such as postgres://user:password@host:5432/database; in user and password / is written as %2F, # as %23, ? as %3F and % as %25.",
    );
  }
  const url = new URL(text);
  const given = readParameters(url);
  for (const name of tlsParameters) url.searchParams.delete(name);
  const host = given.get("host") ?? decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, "$1"));
  const tls = readTls(given);
  return {
    driverUrl: url.href,
    host,
    tls: host.startsWith("/") ? null : tls,
    isPlainByWish: given.get("sslmode") === "disable",
  };
}

function readParameters(url: URL): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!parameters.includes(name)) {
      // A question mark in a password makes the rest of it look like a parameter.
      const shown = /^[a-z_]{1,30}$/.test(name) ? `the parameter ${name}` : "a parameter";
      throw new Error(`has ${shown} that is not known here: known are ${parameters.join(", ")}.`);
    }
    if (given.has(name)) throw new Error(`must have ${name} only once.`);
    given.set(name, value);
  }
  return given;
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
