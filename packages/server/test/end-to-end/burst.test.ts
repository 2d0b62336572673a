/** More exchanges at once than may wait for their turn, through every part there is between a socket and a token. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentOf, exchangeRequest, referenceRequest } from "../../../../bench/faults/rig/requests.ts";
import {
  type Answer,
  Connection,
  encodeRequest,
  type LoadRequest,
} from "../../../../bench/load/connection.ts";
import { exchange, startWorld, type World } from "./exchange-world.ts";

/** So many may wait. */
const mostWaiting = 256;
const sent = 400;

const get = (path: string): LoadRequest => ({ method: "GET", path, headers: {}, body: "" });

describe("a burst of exchanges", () => {
  let world: World;
  let exchanges: readonly Answer[];
  let refused: readonly Answer[];
  let others: readonly Answer[];

  beforeAll(async () => {
    world = await startWorld();
    await world.provider();
    await world.mapping({ name: "deploy", claims: { sub: "job-1" }, grant: { groups: ["readers"] } });
    const token = world.idToken();
    // The issuer's keys are fetched, and all connections open, before it begins.
    expect((await exchange(world.app, "oauth", token)).status).toBe(200);
    const requests = [
      ...Array.from({ length: sent }, (_, number) =>
        number % 2 === 0 ? exchangeRequest(token, "ci") : referenceRequest(token, "ci"),
      ),
      get("/readyz"),
      get("/.well-known/jwks.json"),
    ];
    const connections = requests.map((request) => ({
      request,
      connection: new Connection({ origin: world.app.url }),
    }));
    const ask = (connection: Connection, request: LoadRequest) =>
      connection.ask(encodeRequest(world.app.url, request, true));
    await Promise.all(connections.map(({ connection }) => ask(connection, get("/healthz"))));
    // Turns of the event loop that take long are another reason to refuse.
    world.app.stopMonotonicClock();
    const answers = await Promise.all(connections.map(({ connection, request }) => ask(connection, request)));
    for (const { connection } of connections) connection.close();
    exchanges = answers.slice(0, sent);
    refused = exchanges.filter(({ status }) => status !== 200);
    others = answers.slice(sent);
  });
  afterAll(() => world.close());

  it("is served as far as exchanges may wait, and refused beyond", async () => {
    expect(refused).not.toHaveLength(0);
    expect(sent - refused.length).toBeGreaterThanOrEqual(mostWaiting);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toContain(`countersign_http_turned_away_total{cause="busy"} ${refused.length}\n`);
  });

  it.each([
    ["oauth", 0, {}],
    ["access", 1, { errors: [{ code: "SERVICE_UNAVAILABLE", message: expect.any(String) }] }],
  ])("is refused in the words of the %s face, with a reference id and a time to come back", (_, at, more) => {
    const answers = refused.filter((answer) => exchanges.indexOf(answer) % 2 === at);
    expect(answers).not.toHaveLength(0);
    for (const answer of answers) {
      const requestId = answer.header("x-request-id") ?? "";
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.header("retry-after")).toBe("1");
      expect(documentOf(answer)).toEqual({
        ...more,
        error: "temporarily_unavailable",
        error_description: expect.stringContaining(`Reference id: ${requestId}`),
      });
    }
  });

  it("keeps nobody from asking anything else", () => {
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
  });
});
