/**
 * Serves Terraform's calls one beside the other, and answers each of them whatever happens: what a handler throws, also
 * later and out of its sight, becomes an error for the person at that call, with a reference under which the log says
 * more. The process goes on.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { encodeAnswer, type Procedure } from "../protocol/codec.ts";
import { type Handlers, type Procedures, severities } from "../protocol/messages.ts";
import { type Log, traceOf } from "./log.ts";

export interface Calls {
  /** Never rejects. @returns the answer in bytes */
  readonly serve: <P extends Procedure>(procedure: P, request: Procedures[P][0]) => Promise<Buffer>;
  /** Has the call answer for it in whose course something was thrown. @returns false when there is none */
  readonly blame: (thrown: unknown) => boolean;
  /** Resolves when no call is on the way any more. */
  readonly idle: () => Promise<void>;
}

export function createCalls(handlers: Handlers, log: Log): Calls {
  const course = new AsyncLocalStorage<(thrown: unknown) => void>();
  const onTheWay = new Set<Promise<unknown>>();

  function serve<P extends Procedure>(procedure: P, request: Procedures[P][0]): Promise<Buffer> {
    const started = performance.now();
    const answered = new Promise<Buffer>((resolve) => {
      const fail = (thrown: unknown) => {
        const reference = randomBytes(referenceBytes).toString("hex");
        log.write("error", "A call ended in a fault of the provider", {
          procedure,
          reference,
          ...traceOf(thrown),
        });
        resolve(encodeAnswer(procedure, failedAnswer(procedure, request, reference)));
      };
      course.run(fail, () => {
        log.write("trace", "Call", { procedure });
        // Inside the promise, so that what is thrown at once is caught too.
        Promise.resolve()
          .then(() => handlers[procedure](request))
          .then((answer) => resolve(encodeAnswer(procedure, answer)))
          .catch(fail);
      });
    });
    onTheWay.add(answered);
    return answered.finally(() => {
      onTheWay.delete(answered);
      log.write("trace", "Answered", { procedure, milliseconds: Math.round(performance.now() - started) });
    });
  }

  return {
    serve,
    blame: (thrown) => {
      const fail = course.getStore();
      fail?.(thrown);
      return fail !== undefined;
    },
    idle: async () => {
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay);
    },
  };
}

/** Enough not to meet another one in a log; it is for looking up, no secret. */
const referenceBytes = 6;

/** Says what happened, and keeps what Terraform knows of the object. */
function failedAnswer<P extends Procedure>(
  procedure: P,
  request: Procedures[P][0],
  reference: string,
): Partial<Procedures[P][1]> {
  const detail =
    `The provider has a fault: it could not finish ${procedure}. ` +
    `What it did until then may have been done; terraform plan shows how things stand. ` +
    `Please report this with reference ${reference}, and with the lines of that reference in the log, ` +
    `which is written to the file that TF_LOG_PATH names when TF_LOG is set to ERROR or more.`;
  const answer: object = {
    error: detail,
    diagnostics: [{ severity: severities.error, summary: "The provider failed", detail }],
    ...keptState(request),
  };
  return answer as Partial<Procedures[P][1]>;
}

/** An answer without a state would have Terraform forget the object. */
function keptState(request: object) {
  if ("currentState" in request && "private" in request) {
    return { newState: request.currentState, private: request.private };
  }
  if ("plannedState" in request && "priorState" in request && "plannedPrivate" in request) {
    return { newState: request.priorState, private: request.plannedPrivate };
  }
  return {};
}
