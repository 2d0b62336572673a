/**
 * What Terraform finds behind the socket: the provider's procedures, and the services that come with every plugin. For
 * all else gRPC answers that it is not implemented.
 */

import type {
  handleUnaryCall,
  Server,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from "@grpc/grpc-js";
import { decodeRequest, type Procedure } from "../protocol/codec.ts";
import { procedures } from "../protocol/fields.ts";
import type { Procedures } from "../protocol/messages.ts";
import type { Calls } from "./calls.ts";

/** Bytes as they are; what they mean is the codec's. */
const asIs = (bytes: Buffer): Buffer => bytes;

function method(path: string, streams: { readonly request?: true; readonly response?: true } = {}) {
  return {
    path,
    requestStream: streams.request === true,
    responseStream: streams.response === true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

/** @param shutDown called when Terraform has no more to ask, after that call is answered */
export function addServices(server: Server, calls: Calls, shutDown: () => void): void {
  addProvider(server, calls);
  addHealth(server);
  addBroker(server);
  addStandardStreams(server);
  addController(server, shutDown);
}

function addProvider(server: Server, calls: Calls): void {
  const names = Object.keys(procedures) as Procedure[];
  server.addService(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...method(`/tfplugin6.Provider/${name}`),
          // A request that is none is refused by gRPC with what this throws.
          requestDeserialize: (bytes: Buffer) => decodeRequest(name, bytes),
        },
      ]),
    ),
    Object.fromEntries(names.map((name) => [name, handlerOf(name, calls)])),
  );
}

function handlerOf<P extends Procedure>(name: P, calls: Calls): handleUnaryCall<Procedures[P][0], Buffer> {
  return (call, answer) => {
    void calls.serve(name, call.request).then((bytes) => answer(null, bytes));
  };
}

const empty = Buffer.alloc(0);

/** Field 1, status: SERVING. */
const serving = Buffer.from([0x08, 0x01]);

/** @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
function addHealth(server: Server): void {
  server.addService(
    { Check: method("/grpc.health.v1.Health/Check") },
    {
      Check: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, serving),
    },
  );
}

/** For plugins that open connections of their own, as providers do not: open for as long as Terraform holds it. */
function addBroker(server: Server): void {
  server.addService(
    { StartStream: method("/plugin.GRPCBroker/StartStream", { request: true, response: true }) },
    {
      StartStream: (stream: ServerDuplexStream<Buffer, Buffer>) => {
        stream.on("end", () => stream.end());
        stream.resume();
      },
    },
  );
}

/** What a plugin prints: nothing, for as long as Terraform listens. The log is read from standard error itself. */
function addStandardStreams(server: Server): void {
  server.addService(
    { StreamStdio: method("/plugin.GRPCStdio/StreamStdio", { response: true }) },
    {
      StreamStdio: (stream: ServerWritableStream<Buffer, Buffer>) => {
        stream.on("cancelled", () => stream.end());
      },
    },
  );
}

function addController(server: Server, shutDown: () => void): void {
  server.addService(
    { Shutdown: method("/plugin.GRPCController/Shutdown") },
    {
      Shutdown: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        answer(null, empty);
        shutDown();
      },
    },
  );
}
