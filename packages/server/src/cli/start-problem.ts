/**
 * What keeps a server or a command beside it from starting, as a sentence for the person who starts it:
 * what is wrong and what to do. Whatever is not foreseen here is a bug, and keeps its stack for the log.
 */

import type { Config } from "../config.ts";
import { readingFault } from "../files/file-fault.ts";
import { readPostgresUrl } from "../store/postgres-url.ts";
import { NewerDatabase, Unavailable, UnsuitableDatabase } from "../store/unavailable.ts";
import { messageOf } from "./outcome.ts";

/** Why the server does not start although its own keys do; null when no person at the terminal can mend it. */
export function startProblem(
  problem: unknown,
  { listen, databaseUrl }: Pick<Config, "listen" | "databaseUrl">,
): string | null {
  return listenProblem(problem, listen) ?? databaseProblem(problem, databaseUrl);
}

/** Why the database does not open; null when no person at the terminal can mend it. */
export function databaseProblem(problem: unknown, databaseUrl: string): string | null {
  if (isSystemError(problem) && problem.path !== undefined) {
    return namedInUrl(databaseUrl).includes(problem.path)
      ? `The database's URL names ${problem.path}: ${readingFault(problem)}. It must be a file that this user may read.`
      : fileProblem(problem, problem.path);
  }
  if (problem instanceof NewerDatabase || problem instanceof UnsuitableDatabase) {
    return `The database ${placeOf(databaseUrl)} cannot be opened: ${problem.message}.`;
  }
  if (databaseUrl.startsWith("postgres")) {
    const isForeseen =
      isSystemError(problem) ||
      isAnswer(problem) ||
      problem instanceof Unavailable ||
      certificateAdvice(problem) !== null;
    if (!isForeseen) return null;
    return `The database ${placeOf(databaseUrl)} cannot be opened: ${messageOf(problem)}. ${postgresAdvice(problem)}`;
  }
  if (!(problem instanceof Unavailable) && !isFromSqlite(problem)) return null;
  const said = messageOf(problem);
  // SQLite's words, also where the thread that writes passes them on.
  return `The database ${placeOf(databaseUrl)} cannot be opened: ${said}. ${sqliteAdvice(said)}`;
}

function sqliteAdvice(said: string): string {
  if (said.endsWith("disk is full")) return makeRoom;
  if (said.endsWith("database is locked")) {
    return "Another process is at work in it, such as a newer version that brings it up to date, or a restoration. Wait until that has ended, and try again: nothing is lost.";
  }
  return 'If the file is damaged, restore it from your backup: see docs/OPERATIONS.md, "Backup and restore".';
}

/** Files that the URL of a PostgreSQL database names. */
function namedInUrl(databaseUrl: string): readonly string[] {
  if (!databaseUrl.startsWith("postgres")) return [];
  const { tls } = readPostgresUrl(databaseUrl);
  return [tls?.authoritiesFile, tls?.own?.certFile, tls?.own?.keyFile].filter(
    (path) => typeof path === "string",
  );
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function postgresAdvice(problem: unknown): string {
  const another = "name another with --database-url or COUNTERSIGN_DATABASE_URL";
  const ofCertificate = certificateAdvice(problem);
  if (ofCertificate !== null) return ofCertificate;
  const said = messageOf(problem);
  // The driver's words, and PostgreSQL's, for which neither has a code of its own.
  if (said === "The server does not support SSL connections") {
    return "Switch on ssl in postgresql.conf; or write sslmode=disable in the URL where nobody can listen in between.";
  }
  if (said.endsWith("no encryption")) {
    return "It takes encrypted connections only: add sslmode=verify-full to the URL.";
  }
  if (said.endsWith("client password must be a string")) {
    return "It asks for a password: write it into COUNTERSIGN_DATABASE_URL.";
  }
  if (said.endsWith("in a read-only transaction")) {
    return `See why it was made read-only: providers do it when its disk is nearly full. Or ${another}.`;
  }
  switch (isAnswer(problem) ? problem.code : null) {
    case "28P01":
      return "See that user and password in COUNTERSIGN_DATABASE_URL are right.";
    case "3D000":
      return `Make it with \`create database\`, or ${another}.`;
    case "42501":
      return `The user in the URL must be able to make and change the tables: let it own the database, or ${another}.`;
    case "53100":
      return makeRoom;
    default:
      return `See that it runs and takes connections from here, or ${another}.`;
  }
}

/** What mends it where a certificate is not accepted, told by OpenSSL's or Node's code; null: it is. */
function certificateAdvice(problem: unknown): string | null {
  const code = problem instanceof Error && "code" in problem ? String(problem.code) : "";
  if (code.startsWith("ERR_OSSL_")) {
    return "See that sslcert and sslkey in the URL name a certificate and its key, in PEM form and without a passphrase.";
  }
  if (code.startsWith("ERR_SSL_")) {
    return "No encrypted connection comes about. Its log says why it takes none: where it asks for a certificate, sslcert and sslkey in the URL name one.";
  }
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "Its certificate is for other names: connect by one of these, or have one made for this name. With an authority of the database's own, sslmode=verify-ca leaves names unchecked.";
    case "CERT_HAS_EXPIRED":
      return "Renew the database's certificate.";
    case "CERT_NOT_YET_VALID":
      return "See that the clocks of both machines are right.";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return "Its certificate is its own authority: name a file that holds it with sslrootcert in the URL.";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "The authority that made its certificate is not trusted: name that authority's file with sslrootcert in the URL.";
    default:
      return null;
  }
}

const makeRoom = "Make room on its disk, and try again: nothing is lost.";

function fileProblem(problem: SystemError, path: string): string {
  if (problem.syscall === "mkdir" && pathCodes.includes(problem.code)) {
    const why =
      problem.code === "ENOENT"
        ? "the system makes no folder there"
        : "a file, or a link that leads nowhere, is in its place";
    return `${path} is not a folder and cannot be made one (${problem.code}): ${why}. Choose the data folder with --data-dir or COUNTERSIGN_DATA_DIR.`;
  }
  switch (problem.code) {
    case "EISDIR":
      return `${path} is a folder: name a file in it with --database-url or COUNTERSIGN_DATABASE_URL.`;
    case "EROFS":
      return `${messageOf(problem)}. What the server keeps must be on a file system that can be written: choose the data folder with --data-dir or COUNTERSIGN_DATA_DIR.`;
    case "ENOSPC":
    case "EDQUOT":
      return `${messageOf(problem)}. ${makeRoom}`;
    default:
      return `${messageOf(problem)}. The data folder (COUNTERSIGN_DATA_DIR) and the files in it must belong to the user the server runs as.`;
  }
}

/** A file is where a folder should be, or a link leads nowhere. */
const pathCodes: readonly string[] = ["EEXIST", "ENOTDIR", "ENOENT"];

function listenProblem(problem: unknown, { host, port }: Config["listen"]): string | null {
  if (!isSystemError(problem)) return null;
  if (problem.syscall !== "listen" && problem.hostname !== host) return null;
  const choose = "Choose another with --listen or COUNTERSIGN_LISTEN.";
  switch (problem.code) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is taken: another program, perhaps another Countersign, listens there. ${choose}`;
    case "EACCES":
      return `Port ${port} of ${host} is not for this user: ports below 1024 need a privilege. ${choose}`;
    default:
      return `${host} is no address this machine can listen on (${messageOf(problem)}). ${choose}`;
  }
}

/** Where the database is, without the credentials in its URL. */
export function placeOf(databaseUrl: string): string {
  if (databaseUrl.startsWith("sqlite:")) return databaseUrl.slice("sqlite:".length);
  const { host, pathname } = new URL(databaseUrl);
  return `postgres://${host}${pathname}`;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly path?: string;
}

/** What the operating system says; when several addresses were tried, all their errors as one. */
function isSystemError(problem: unknown): problem is SystemError {
  if (!(problem instanceof Error && "code" in problem)) return false;
  return "syscall" in problem || problem instanceof AggregateError;
}

/** What node:sqlite throws, as for a file that is damaged inside. */
function isFromSqlite(problem: unknown): boolean {
  return problem instanceof Error && "code" in problem && problem.code === "ERR_SQLITE_ERROR";
}

/** Wrong password, no such database: what PostgreSQL answers carries an SQLSTATE of five characters. */
function isAnswer(problem: unknown): problem is Error & { readonly code: unknown } {
  return problem instanceof Error && "code" in problem && /^[0-9A-Z]{5}$/.test(String(problem.code));
}
