import type { Page } from "playwright-core";
import { type Device, see, wordsOf } from "./telling.ts";

/** What residents do, in their own steps. Every step begins and ends on a page that was seen. */

/** From the first page through two searches to the guide: the place by its initials, the permit by its old name. */
export async function findThePermit(page: Page, place: string): Promise<void> {
  await page.goto("/");
  await see(page, "选择您所在的地方");
  await page.getByRole("searchbox", { name: "搜索地名" }).fill(place);
  await page.getByRole("button", { name: "搜索" }).click();
  await page.getByRole("link", { name: "岳阳县" }).click();
  await see(page, "岳阳县公共服务");
  await page.getByRole("searchbox", { name: "您要办什么事" }).fill("暂住证");
  await page.getByRole("button", { name: "搜索" }).click();
  await see(page, "搜索服务");
  await page.getByRole("main").getByRole("link", { name: "居住证申领" }).click();
  await see(page, "居住证申领");
}

export async function begin(page: Page): Promise<void> {
  await beginAt(page, "您住在哪里");
}

/** From the guide to the first page of questions. */
export async function beginAt(page: Page, firstPage: string): Promise<void> {
  await page.getByRole("link", { name: "开始办理" }).click();
  await page.getByRole("button", { name: "开始填写" }).click();
  await see(page, firstPage);
}

/** A day in three boxes. */
export async function enterDay(page: Page, question: string, day: string): Promise<void> {
  const group = page.getByRole("group", { name: question });
  const [year = "", month = "", date = ""] = day.split("-");
  await group.getByLabel("年").fill(year);
  await group.getByLabel("月").fill(month);
  await group.getByLabel("日").fill(date);
}

export async function saveAndContinue(page: Page): Promise<void> {
  await page.getByRole("button", { name: "保存并继续" }).click();
}

/** The first page: where one lives, since when, and where one comes from when that is asked. */
export async function sayWhereILive(page: Page, live: { since: string; hukou?: string }): Promise<void> {
  await page.getByLabel("详细地址").fill("荣家湾镇演示路 18 号 2 栋 501 室");
  await enterDay(page, "从哪一天开始住在本市", live.since);
  if (live.hukou !== undefined) await page.getByLabel("户口所在地").fill(live.hukou);
  await saveAndContinue(page);
}

export async function choose(page: Page, option: string): Promise<void> {
  await page.getByRole("radio", { name: option }).check();
}

/** One of the options of one of several questions on the page. */
export async function chooseIn(page: Page, question: string, option: string): Promise<void> {
  await page.getByRole("group", { name: question }).getByRole("radio", { name: option }).check();
}

/** From a page that asks to sign in, through the identity service, back to where one was. */
export async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "登录" }).click();
  await proveWhoIAm(page, name);
}

/** Signs in from the page of one's own. */
export async function signInAt(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address);
  await proveWhoIAm(page, name);
}

async function proveWhoIAm(page: Page, name: string): Promise<void> {
  await see(page, "登录");
  await page.getByRole("button", { name: "去身份认证平台登录" }).click();
  await see(page, "您想以谁的身份登录？");
  await page.getByRole("button", { name }).click();
}

/** Presses send as people do: twice where a script could know better, else once. Gives the number of the case. */
export async function sendIt(
  device: Device,
  {
    page = device.page,
    button: name = "提交",
    arrives = "已收到您的申请",
  }: { page?: Page; button?: string; arrives?: string | RegExp } = {},
): Promise<string> {
  const button = page.getByRole("button", { name, exact: true });
  if (device.scripts) await button.dblclick();
  else await button.click();
  await see(page, arrives);
  return numberOn(page);
}

/** The case number, as it stands on the page. */
export async function numberOn(page: Page): Promise<string> {
  const text = await wordsOf(page);
  const number = /\d{6}-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(text)?.[0];
  if (number === undefined) throw new Error(`no case number on ${page.url()}`);
  return number;
}
