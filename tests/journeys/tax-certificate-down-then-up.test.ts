import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sandboxFor } from "../helpers/sandbox.ts";
import { connectToSandbox } from "./support/agencies.ts";
import { enterDay, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

const sandbox = sandboxFor(["tax"]);
let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
  await connectToSandbox(telling.house, sandbox(), "430621", "tax");
});
afterAll(() => telling.close());

describe.each(furtherWays)(
  "a certificate while the tax bureau is down, and when it is up again, $way",
  ({ scripts }) => {
    test("the request stands, says why it waits, and is answered by itself with a message", async () => {
      const phone = await device(telling, { scripts });
      const { page } = phone;
      await sandbox().mood("tax", { mood: "down" });
      await signInAt(page, "/me", "赵国梁");
      await page.goto("/430621/services/tax-payment-proof");
      await see(page, "税收完税证明");
      await page.getByRole("link", { name: "开具" }).click();
      await page.getByRole("button", { name: "开始填写" }).click();
      await see(page, "哪种税，哪一段时间");
      await page.getByLabel("要证明的税").selectOption({ label: "增值税（卖房、出租、代开发票）" });
      await enterDay(page, "从哪一天缴的算起", "2026-01-01");
      await enterDay(page, "算到哪一天", "2026-08-31");
      await saveAndContinue(page);
      await see(page, "请核对");
      const number = await sendIt(phone, { button: "开具", arrives: /^正在等.+的记录$/ });
      const waiting = await wordsOf(page);
      expect(waiting).toContain("还在等机关的系统");
      expect(waiting).toContain("系统现在连不上");
      expect(waiting).toContain("您提交的内容都在，不用再交一次");

      // Whoever asks again while nothing has changed reads the same.
      await page.getByRole("button", { name: "现在再问一次" }).click();
      await see(page, /^正在等.+的记录$/);

      // The bureau is back: nobody has to do anything.
      await sandbox().mood("tax", { mood: "well" });
      telling.house.clock.now = new Date(telling.house.clock.now.getTime() + 20 * 60_000);
      await untilItSays(page, "下载证照（PDF）");
      await see(page, "已经有结果");
      const answered = await wordsOf(page);
      expect(answered).toContain("增值税");
      expect(answered).toContain("国家税务总局岳阳县税务局");
      expect(answered).not.toContain("还在等机关的系统");
      const href = (await page.getByRole("link", { name: "下载证照（PDF）" }).getAttribute("href")) ?? "";
      const pdf = await phone.context.request.get(href);
      expect((await pdf.body()).subarray(0, 4).toString()).toBe("%PDF");
      const certificate = /certificates\/(.+)\.pdf$/.exec(href)?.[1] ?? "";
      await page.goto("/me/inbox");
      await untilItSays(page, "税收完税证明");
      await page.goto(`/verify/${certificate}`);
      expect(await wordsOf(page)).toContain("有效");
      await page.goto(`/me/cases/${number}`);
      await see(page, "已经有结果");
      await phone.putAway();
    }, 60_000);
  },
);
