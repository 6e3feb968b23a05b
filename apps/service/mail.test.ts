import { afterEach, describe, expect, it } from "vitest";
import { startSmtpServer, type TestSmtpServer } from "./testing/smtp-server.ts";
import { OWNER, startTestService, type TestService } from "./testing/test-service.ts";

let test: TestService;
let smtp: TestSmtpServer;
afterEach(async () => {
  await test?.close();
  await smtp?.close();
});

describe("Mail", () => {
  it("goes through SMTP where one is configured, and leaves the outbox", async () => {
    smtp = await startSmtpServer({ refuses: false });
    test = await startTestService({ smtpUrl: smtp.url });
    await test.seed();
    await test.browser().call("POST", "/api/password-reset", { email: OWNER.email });
    await test.service.stop();
    expect(smtp.messages).toHaveLength(1);
    const message = (smtp.messages[0] ?? "").replaceAll("=\n", "").replaceAll("=3D", "=");
    expect(message).toContain(`To: ${OWNER.email}`);
    expect(message).toContain("From: no-reply@service.test");
    expect(message).toContain("Subject: Reset your password");
    expect(message).toMatch(/http:\/\/service\.test\/reset-password\/[\w-]{43}/);
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    expect((await owner.call("GET", "/api/outbox")).body.items).toEqual([]);
  });

  it("stays in the outbox when the server refuses it, and the log names no link", async () => {
    smtp = await startSmtpServer({ refuses: true });
    test = await startTestService({ smtpUrl: smtp.url });
    await test.seed();
    await test.browser().call("POST", "/api/password-reset", { email: OWNER.email });
    await test.service.stop();
    expect(smtp.messages).toEqual([]);
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    const { items } = (await owner.call("GET", "/api/outbox")).body;
    expect(items).toMatchObject([{ to: OWNER.email, subject: "Reset your password" }]);
    expect(test.log.join("\n")).toContain("stays in the outbox");
    expect(test.log.join("\n")).not.toContain("reset-password");
  });
});
