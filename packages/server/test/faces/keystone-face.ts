/** The Keystone face over the services of a server without the server, whoever asks being an administrator. */

import { keystoneFaces } from "../../src/faces/keystone/routes.ts";
import type { FaceServices } from "../../src/faces/services.ts";
import { administrator } from "../core/samples.ts";
import { type Brought, openServices } from "../services.ts";
import { startServer } from "./http-server.ts";
import { type Send, sender } from "./keystone-operator.ts";

export interface KeystoneFace extends AsyncDisposable {
  readonly send: Send;
}

/** @param around what the face is given in the place of its services */
export async function openKeystoneFace(
  brought: Brought,
  around: (services: FaceServices) => FaceServices = (services) => services,
): Promise<KeystoneFace> {
  const opened = new AsyncDisposableStack();
  const { services, close } = await openServices({
    authenticate: async () => ({ ok: true, principal: administrator, claims: null, secretId: null }),
    ...brought,
  });
  opened.defer(close);
  const face = keystoneFaces(around(services)).find(({ prefixes }) => prefixes.includes("/v3"));
  if (face === undefined) throw new Error("the Keystone face is not below /v3");
  const server = await startServer(face);
  opened.defer(() => server.close());
  return {
    send: sender({ send: server.send, adminToken: "any" }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
