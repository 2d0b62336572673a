import { describe, expect, it, onTestFinished } from "vitest";
import { startApp, type TestApp } from "../app.ts";

const metricsOf = async (app: TestApp) => (await app.send("/metrics")).text();

describe("attempts to sign in that fail", () => {
  it("fill no more than ten lines a minute, and are counted by where they ended", async () => {
    const app = await startApp();
    onTestFinished(() => app.close());
    for (let count = 0; count < 25; count += 1) await app.send("/console/sign-in/start");
    for (let count = 0; count < 5; count += 1) await app.send("/console/sign-in/callback?code=c&state=s");
    const lines = () => app.log.filter((line) => line.includes("single sign-on failed"));
    expect(lines()).toHaveLength(10);
    const metrics = await metricsOf(app);
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="not_set_up"} 25\n');
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="attempt"} 5\n');
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="token_endpoint"} 0\n');
    app.advance(60);
    await app.send("/console/sign-in/start");
    expect(JSON.parse(lines()[10] ?? "")).toMatchObject({ stage: "not_set_up", leftOut: 20 });
  });
});
