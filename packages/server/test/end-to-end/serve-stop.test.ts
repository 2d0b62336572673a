import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { endAll, type Served, serve } from "./serve-program.ts";

afterEach(endAll);

async function openSocket({ port }: Served): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Begins a request whose body does not end until the returned function sends the rest. */
async function slowRequest({ port }: Served) {
  const socket = await openSocket({ port } as Served);
  const body = "grant_type=none";
  socket.write(
    `POST /oauth2/token HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  // "100 Continue": the server has the headers and waits for the body.
  await once(socket, "data");
  return { socket, finish: () => socket.write(body) };
}

describe("a running server", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 after %s", async (signal) => {
    const served = await serve();
    served.child.kill(signal);
    expect(await served.ended).toBe(0);
    expect(served.out()).toMatch(/"msg":"stopping"[\s\S]*"msg":"stopped"\}\n$/);
  });

  it("ends although clients keep idle connections open", async () => {
    const served = await serve();
    const agent = new Agent({ keepAlive: true });
    const answer = await new Promise((done) => {
      request({ port: served.port, path: "/readyz", agent }, (response) => {
        response.resume().once("end", () => done(response.statusCode));
      }).end();
    });
    expect(answer).toBe(200);
    const silent = await openSocket(served);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    silent.destroy();
    agent.destroy();
  });

  it("answers the request in flight before it ends", async () => {
    const served = await serve();
    const { socket, finish } = await slowRequest(served);
    served.child.kill("SIGTERM");
    while (!served.out().includes('"msg":"stopping"')) await once(served.child.stdout ?? socket, "data");
    finish();
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(await served.ended).toBe(0);
  });

  it("says that it is stopping and still answers new clients, for as long as its settings say", async () => {
    const served = await serve({ environment: { COUNTERSIGN_DRAIN_SECONDS: "2" } });
    served.child.kill("SIGTERM");
    while (!served.out().includes('"msg":"stopping"')) await once(served.child.stdout ?? process, "data");
    const ready = await fetch(`${served.url}/readyz`);
    expect([ready.status, ready.headers.get("connection")]).toEqual([503, "close"]);
    const exchange = await fetch(`${served.url}/oauth2/token`, { method: "POST" });
    expect([exchange.status, exchange.headers.get("connection")]).toEqual([400, "close"]);
    expect(await served.ended).toBe(0);
    await expect(fetch(`${served.url}/readyz`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  it("does not wait for the end of its draining after a second signal", async () => {
    const served = await serve({ environment: { COUNTERSIGN_DRAIN_SECONDS: "300" } });
    served.child.kill("SIGTERM");
    const again = setInterval(() => served.child.kill("SIGTERM"), 50);
    const code = await served.ended;
    clearInterval(again);
    expect(code).toBe(1);
  });

  it("does not wait for requests in flight after a second signal, but takes one sent twice for one", async () => {
    const served = await serve();
    const { socket } = await slowRequest(served);
    served.child.kill("SIGINT");
    while (!served.out().includes('"msg":"stopping"')) await once(served.child.stdout ?? socket, "data");
    // Sent again and again: the first of them arrive within the time of one interrupt.
    const again = setInterval(() => served.child.kill("SIGINT"), 50);
    const begun = performance.now();
    const code = await served.ended;
    clearInterval(again);
    socket.destroy();
    expect(code).toBe(1);
    expect(performance.now() - begun).toBeGreaterThan(300);
  });
});
