/**
 * One HTTP/1.1 connection of the load generator: sends a request that was put into bytes beforehand, and
 * reads the answer by its `Content-Length`. A client that costs little, because it shares the machine with
 * what it measures; whoever wants a whole HTTP client has `fetch`.
 */

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** The value of a header, null when it is absent. @param name of letters and hyphens, in any case */
  header(name: string): string | null;
}

/** Where to connect. */
export interface Target {
  /** `http://host:port` or `https://host:port`. */
  readonly origin: string;
  /** PEM certificate authority of an https server. */
  readonly ca?: string;
}

const endOfHead = Buffer.from("\r\n\r\n");

/** A server that says nothing for so long will not answer any more. */
const silenceMs = 30_000;

interface Waiting {
  resolve(answer: Answer): void;
  reject(problem: Error): void;
}

export class Connection {
  readonly #target: Target;
  #socket: Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;

  constructor(target: Target) {
    this.#target = target;
  }

  /**
   * One request and its answer; a connection that the server has closed is opened again first.
   * @param request the whole request as bytes, see `encodeRequest`
   * @throws Error when the connection is refused, breaks, or ends before the answer is whole
   */
  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
  }

  /** Ends the connection; the next request opens another. */
  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    const { origin, ca } = this.#target;
    const { protocol, hostname: host, port } = new URL(origin);
    const socket =
      protocol === "https:"
        ? connectTls({ host, port: Number(port), ...(ca !== undefined && { ca }) })
        : connect({ host, port: Number(port) });
    socket.setNoDelay(true);
    socket.setTimeout(silenceMs, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (bytes: Buffer) => this.#read(socket, bytes));
    socket.on("error", (problem) => this.#broken(socket, problem));
    socket.on("close", () => this.#broken(socket, new Error("the connection was closed")));
    this.#received = Buffer.alloc(0);
    return socket;
  }

  #read(socket: Socket, bytes: Buffer): void {
    if (socket !== this.#socket) return;
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const answer = readAnswer(this.#received);
    if (answer === "incomplete") return;
    if (answer === "unreadable") {
      socket.destroy(new Error("the answer has no Content-Length"));
      return;
    }
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (answer.last) this.close();
    waiting?.resolve(answer);
  }

  #broken(socket: Socket, problem: Error): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(problem);
  }
}

/** The answer when it is whole. `last`: the server closes the connection after it. */
function readAnswer(bytes: Buffer): (Answer & { readonly last: boolean }) | "incomplete" | "unreadable" {
  const headEnd = bytes.indexOf(endOfHead);
  if (headEnd === -1) return "incomplete";
  const head = bytes.toString("latin1", 0, headEnd);
  if (/\r\ntransfer-encoding:/i.test(head)) return "unreadable";
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const bodyStart = headEnd + endOfHead.length;
  if (bytes.length < bodyStart + length) return "incomplete";
  return {
    status: Number(head.slice(9, 12)),
    body: bytes.subarray(bodyStart, bodyStart + length),
    header: (name) => new RegExp(`\\r\\n${name}: *([^\\r]*)`, "i").exec(head)?.[1] ?? null,
    last: /\r\nconnection: *close/i.test(head),
  };
}

/** A request as the load generator is given it. */
export interface LoadRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request in bytes. `keepAlive`: whether the connection serves the next one too. */
export function encodeRequest(origin: string, request: LoadRequest, keepAlive: boolean): Buffer {
  const headers = {
    host: new URL(origin).host,
    ...(!keepAlive && { connection: "close" }),
    "content-length": String(Buffer.byteLength(request.body)),
    ...request.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    `${request.method} ${request.path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${request.body}`,
  );
}
