/** Many requests on one connection without waiting for answers. */

import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Face } from "../../src/faces/http.ts";
import { parseRaw, plainFace, startServer } from "./http-server.ts";

describe("a server that is asked on without waiting for answers", () => {
  it("ends a connection that has 64 requests without an answer, and looks at nothing behind them", async () => {
    const causes: string[] = [];
    const face = { ...plainFace, alwaysServed: true };
    const server = await startServer(face, { onTurnedAway: (cause) => causes.push(cause) });
    const answer = await server.sendRaw("GET /face/things/a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000));
    const statuses = answer.match(/(?<=HTTP\/1\.1 )\d{3}/g);
    expect(statuses).toEqual([...Array.from({ length: 64 }, () => "200"), "503"]);
    const last = answer.slice(answer.lastIndexOf("HTTP/1.1"));
    expect(last).toMatch(/^connection: close\r$/m);
    expect(parseRaw(last)).toMatchObject({ status: 503, body: { envelope: "face", code: "unavailable" } });
    expect([causes, server.answered.length]).toEqual([["pipelined"], 64]);
    await server.close();
  });

  it("hangs up on whoever goes on sending while an answer takes long", async () => {
    let answer = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    onTestFinished(() => answer());
    const face: Face = {
      ...plainFace,
      routes: (instance) => {
        instance.get("/slow", async () => {
          await slow;
          return {};
        });
      },
    };
    const server = await startServer(face);
    const sent = "GET /face/slow HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10_000);
    // Closed or reset, as much of it as was read.
    expect(await server.sendRaw(sent).catch(() => "")).toBe("");
    answer();
    await server.close();
  });

  it("answers whoever sends 64 requests without waiting, again and again", async () => {
    const server = await startServer();
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    let read = "";
    socket.on("data", (bytes) => {
      read += bytes.toString();
    });
    const answers = () => read.match(/HTTP\/1\.1 200/g)?.length ?? 0;
    for (const rounds of [1, 2, 3]) {
      socket.write("GET /face/things/a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(64));
      await expect.poll(answers, { timeout: 10_000 }).toBe(rounds * 64);
    }
    await server.close();
  });
});
