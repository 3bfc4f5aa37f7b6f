import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sandboxFor } from "../helpers/sandbox.ts";
import { connectToSandbox } from "./support/agencies.ts";
import { beginAt, choose, chooseIn, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

const city = "430621";
const sandbox = sandboxFor(["court"]);
let telling: Telling;
beforeAll(async () => {
  // What the court signs carries the time of this machine.
  telling = await openTelling({ now: new Date() });
  await connectToSandbox(telling.house, sandbox(), city, "court");
  await sandbox().control("court", "POST /control/push-to", {
    address: `${telling.house.baseUrl}/api/v1/cities/{city}/agencies/court/stages`,
  });
});
afterAll(() => telling.close());

type Filing = {
  readonly reference: string;
  readonly sequence: number;
  readonly submitted: { readonly facts?: string };
};

/** The filings the court has that tell of this. */
async function filingOf(facts: string): Promise<Filing | undefined> {
  const { items } = await sandbox().control<{ items: Filing[] }>("court", "GET /control/cases");
  return items.find(({ submitted }) => submitted.facts === facts);
}

async function theCourtDecides(reference: string, stage: string, say: string, values?: object): Promise<void> {
  telling.house.clock.now = new Date();
  const more = values === undefined ? {} : { values };
  await sandbox().control("court", "POST /control/stages", { reference, stage, say, ...more });
}

describe.each(furtherWays)("a claim is filed with the court, $way", ({ scripts }) => {
  test("the court keeps the case and tells each step; a correction reaches it, and the case number comes back", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    const facts = `2025 年 3 月 1 日借出 30000 元，有借条，到期没有还（${scripts ? "二" : "一"}）。`;
    await signInAt(page, "/me", "李建军");
    await page.goto(`/${city}/services/court-e-filing`);
    await see(page, "网上立案");
    await beginAt(page, "是什么纠纷");
    await page.getByLabel("您为什么事起诉").selectOption({ label: "借钱不还" });
    await chooseIn(page, "同一件事，法院是不是已经有生效的判决", "否");
    await saveAndContinue(page);
    await chooseIn(page, "双方是不是书面约定过由仲裁委员会仲裁", "否");
    await saveAndContinue(page);
    await see(page, "由哪里的法院管");
    await choose(page, "被告住在本市");
    await saveAndContinue(page);
    await see(page, "原告（起诉的一方）");
    await choose(page, "我自己");
    await saveAndContinue(page);
    await page.getByLabel("民族").fill("汉族");
    await page.getByLabel("职业和工作单位").fill("岳阳县演示机械有限公司");
    await page.getByLabel("详细地址").fill("荣家湾镇演示路 18 号");
    await saveAndContinue(page);
    await see(page, "被告（被起诉的一方）");
    await choose(page, "个人");
    await page.getByLabel(/姓名或者名称|被告的姓名/).fill("何志强");
    await page.getByLabel("详细地址").fill("新开镇新开街 31 号");
    await saveAndContinue(page);
    await chooseIn(page, "性别", "男");
    await saveAndContinue(page);
    await see(page, "您的请求");
    await page.getByLabel("请求法院判什么").fill("被告还借款 30000 元。");
    await page.getByLabel("一共要多少钱").fill("30000");
    await page.getByLabel("事实和理由").fill(facts);
    await saveAndContinue(page);
    await see(page, "证据");
    await page.getByLabel("有哪些证据").fill("借条一张，被告亲笔写的。");
    await saveAndContinue(page);
    await see(page, "最后两件事");
    await chooseIn(page, "您愿意先调解吗", "否");
    await chooseIn(page, "您同意用手机接收法院的文书吗", "是");
    await saveAndContinue(page);
    await see(page, "请核对");
    const number = await sendIt(phone, { arrives: "已收到您的诉状" });

    // It reaches the court by itself.
    let filing: Filing | undefined;
    for (let tries = 0; tries < 80 && filing === undefined; tries += 1) {
      filing = await filingOf(facts);
      if (filing === undefined) await page.waitForTimeout(250);
    }
    const { reference = "" } = filing ?? {};
    expect(reference).toMatch(/^WL430621-/);

    await theCourtDecides(reference, "correction_asked", "请写明被告的电话。");
    await page.goto(`/me/cases/${number}`);
    await untilItSays(page, "请写明被告的电话。");
    await see(page, "请补正诉状或材料");
    await page.getByRole("link", { name: "去补正" }).click();
    await page.getByLabel("被告的电话").fill("13900139000");
    await page.getByRole("button", { name: "提交补正" }).click();
    await see(page, "已收到您的诉状");
    for (let tries = 0; tries < 80; tries += 1) {
      if (((await filingOf(facts))?.sequence ?? 0) > 2) break;
      await page.waitForTimeout(250);
    }

    // 立案: the stage is signed by the court, and a copy of it changes nothing.
    await sandbox().mood("court", { mood: "replay", times: 1 });
    await theCourtDecides(reference, "approved", "已立案，缴费通知会发给您。", {
      case_number: "(2026)湘0621民初17号",
      court_fee: "550.00",
    });
    await untilItSays(page, "已经立案");
    const told = await wordsOf(page);
    expect(told).toContain("已立案，缴费通知会发给您。");
    expect(told).toContain("(2026)湘0621民初17号");
    await page.goto("/me/inbox");
    await untilItSays(page, "立案");
    await phone.putAway();
  }, 60_000);
});
