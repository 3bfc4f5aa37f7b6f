import { changeClerk, signInDemonstrationClerk } from "../../../src/domain/identity/index.ts";
import { type Device, device, see, type Telling } from "./telling.ts";

/** The county's office puts the clerk of the demonstration to work for the agency that deals with this service. */
export async function putClerkTo(telling: Telling, service: string): Promise<void> {
  const { house } = telling.house;
  const city = "430621";
  const now = house.clock();
  const { offering } = await house.offerings.one(city, service);
  const office = await signInDemonstrationClerk(house.identity, { city, role: "office" }, now);
  const { clerk } = await signInDemonstrationClerk(house.identity, { city, role: "clerk" }, now);
  const { id, name, roles } = clerk;
  await changeClerk(house.identity, office.clerk, { city, clerk: id }, { name, agency: offering.agency, roles }, now);
}

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
export async function openFromInbox(
  { page }: Device,
  number: string,
  view = "待受理",
  service = "居住证申领",
): Promise<void> {
  await page.goto("/staff");
  await page.getByRole("link", { name: view }).first().click();
  await page.getByRole("link", { name: number }).click();
  await see(page, service);
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
  for (const [label, text] of Object.entries(typed)) {
    const field = form.getByLabel(label);
    if ((await field.evaluate((one) => one.tagName)) === "SELECT") await field.selectOption({ label: text });
    else await field.fill(text);
  }
  await form.getByRole("button", { name, exact: true }).click();
}
