import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { fileCase } from "../../tests/helpers/own-pages.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { setConnector } from "../domain/agencies/index.ts";
import { viewCase } from "../domain/cases/index.ts";
import { agencyAdapters } from "../outside/agencies/index.ts";
import { exchangeAgencyFiles } from "./agency-files.ts";

const city = "430621";
let running: TestHouse;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "ow-receipts-"));
  running = await testHouse();
  const { house } = running;
  const config = {
    ...{ adapter: "file-drop", operation: "old-age-allowance", directory },
    write: { name: "SQ-{city}-{day}.csv", at: "08:00", columns: { 申请编号: "case.number", 姓名: "person.name" } },
    read: {
      ...{ name: "JG-{city}-{day}.csv", by: "06:00" },
      stage: {
        reference: "申请编号",
        stage: "状态",
        codes: { 已审批: "approved" },
        at: { at: "日期", as: "day yyyy/M/d" },
      },
    },
    receipts: {
      ...{ name: "HZ-{city}-{day}.csv", file: "文件名", line: "行号", result: "结果", taken: ["已接收"], say: "说明" },
    },
  };
  const by = { kind: "system", id: "tests" } as const;
  await setConnector(
    { database: house.database, secrets: house.secrets, adapters: agencyAdapters },
    { city, agency: "civil-affairs", config, by, now: house.clock() },
  );
  await house.agencies.refresh();
});
afterAll(async () => {
  await running.close();
  await rm(directory, { recursive: true, force: true });
});

test("what a receipt says was not taken stands on the case, once, where its clerk reads it", async () => {
  const { house } = running;
  const taken = await fileCase(house, "grandmother", { service: "old-age-allowance" });
  const refused = await fileCase(house, "worker", { service: "old-age-allowance" });
  for (const { number } of [taken, refused]) {
    await house.agencies.submit({
      ...{ city, agency: "civil-affairs", operation: "old-age-allowance", key: `${number}:1`, parameters: {} },
      person: { name: "王秀兰", idType: "resident_id", idNumber: "43062119440312902X" },
      case: { number, service: "old-age-allowance", phone: "", submittedOn: "2026-11-16" },
    });
  }
  await exchangeAgencyFiles(house);
  const [name = ""] = await readdir(join(directory, "out"));
  const lines = (await readFile(join(directory, "out", name), "utf8")).split("\r\n");
  const lineOf = (number: string) => lines.findIndex((line) => line.includes(number)) + 1;
  await mkdir(join(directory, "in"), { recursive: true });
  const rows = `${name},${lineOf(taken.number)},已接收,\r\n${name},${lineOf(refused.number)},拒收,银行卡号不对\r\n`;
  for (const receipt of ["HZ-430621-20261117.csv", "HZ-430621-20261118.csv"]) {
    await writeFile(
      join(directory, "in", receipt),
      `文件名,行号,结果,说明\r\n${rows}${receipt.includes("18") ? " " : ""}`,
    );
    await exchangeAgencyFiles(house);
  }
  const notesOf = async (number: string) =>
    (await viewCase(house.cases, city, number)).timeline
      .filter(({ type }) => type === "note")
      .map(({ words }) => words.note);
  expect(await notesOf(taken.number)).toEqual([]);
  expect(await notesOf(refused.number)).toEqual([
    expect.stringMatching(new RegExp(`${name} 第 ${lineOf(refused.number)} 行。银行卡号不对`)),
  ]);
  const clerk = await testDesk(running).signedIn("430621-clerk-civil-affairs");
  expect((await clerk.get(`/staff/cases/${refused.number}`)).text).toContain("部门没有接收");
});
