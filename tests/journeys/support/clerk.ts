import { type Device, device, see, type Telling } from "./telling.ts";

/** A clerk of Yueyang county before a screen of 1280 px, signed in by a button as in every demonstration. */
export async function clerkAtTheDesk(telling: Telling, scripts: boolean): Promise<Device> {
  const desk = await device(telling, { scripts, width: 1280, height: 860 });
  const { page } = desk;
  await page.goto("/staff/sign-in");
  await page.getByRole("button", { name: /岳阳县 办事人员/ }).click();
  await see(page, "办件");
  return desk;
}

/** Opens the case from the list of new ones. */
export async function openFromInbox({ page }: Device, number: string, view = "待受理"): Promise<void> {
  await page.goto("/staff");
  await page.getByRole("link", { name: view }).first().click();
  await page.getByRole("link", { name: number }).click();
  await see(page, "居住证申领");
}

/** One act of the case page: opens its form where it is closed, fills it in, presses its button, and sees that it was done. */
export async function act(desk: Device, name: string, typed: Readonly<Record<string, string>> = {}): Promise<void> {
  await attempt(desk, name, typed);
  await desk.page.getByRole("status").filter({ hasText: "已完成" }).waitFor();
}

/** As `act`, whatever comes of it. */
export async function attempt(
  { page }: Device,
  name: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<void> {
  const form = page.locator("form").filter({ has: page.getByRole("button", { name, exact: true }) });
  if (!(await form.isVisible())) await page.locator("summary").filter({ hasText: name }).click();
  for (const [label, text] of Object.entries(typed)) await form.getByLabel(label).fill(text);
  await form.getByRole("button", { name, exact: true }).click();
}
