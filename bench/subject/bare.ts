/**
 * The least any such server can do per exchange: verify one RS256 signature and make one ES256 signature, with
 * `node:crypto` and key objects that were read before. A process of its own, so that its processor time can
 * be told from everything else's.
 */

import { fork } from "node:child_process";
import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";

export interface BareOrder {
  readonly publicKeyPem: string;
  readonly tokens: readonly string[];
  readonly seconds: number;
}

export interface Bare {
  /** @returns pairs of verification and signature per second of processor time */
  run(order: BareOrder): Promise<number>;
  stop(): Promise<void>;
}

export function startBare(): Bare {
  const child = fork(import.meta.filename, ["bare"], { serialization: "advanced" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    run(order) {
      const answered = new Promise<number>((resolve) => child.once("message", resolve));
      child.send(order);
      return answered;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

if (process.send !== undefined && process.argv[2] === "bare") {
  process.on("message", (order: BareOrder) => process.send?.(bareRate(order)));
}

const pairsBetweenLooks = 50;

function bareRate({ publicKeyPem, tokens, seconds }: BareOrder): number {
  const issuerKey = createPublicKey(publicKeyPem);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = tokens.map((token) => {
    const end = token.lastIndexOf(".");
    return {
      input: Buffer.from(token.slice(0, end)),
      signature: Buffer.from(token.slice(end + 1), "base64url"),
    };
  });
  const begun = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let pairs = 0;
  while (performance.now() < end) {
    for (let more = pairsBetweenLooks; more > 0; more -= 1) {
      const token = signed[pairs % signed.length];
      if (token === undefined || !verify("sha256", token.input, issuerKey, token.signature)) {
        throw new Error("a token of the issuer does not verify");
      }
      sign("sha256", token.input, { key: privateKey, dsaEncoding: "ieee-p1363" });
      pairs += 1;
    }
  }
  const { user, system } = process.cpuUsage(begun);
  return pairs / ((user + system) / 1e6);
}
