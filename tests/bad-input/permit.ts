import { expect } from "vitest";
import { type Entries, type PickedFile, type Visitor, visitor } from "../helpers/visitor.ts";
import { city } from "./field.ts";

export const guide = `/${city}/services/residence-permit`;

/** The smallest picture there is. */
export const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

export function picked(bytes: Uint8Array, name = "合同.png", type = "image/png"): PickedFile {
  return { name, type, bytes };
}

/** A stranger with a browser of their own. */
export const someone = (url: string) => visitor(url);
export const cookieOf = (who: Visitor) => [...who.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
export const csrfOf = (who: Visitor) => /name="_csrf" value="([^"]*)"/.exec(who.page.html)?.[1] ?? "";

export const since: Entries = { "lives_since-year": "2025", "lives_since-month": "3", "lives_since-day": "1" };
export const next = "保存并继续";

export const pageOf = (who: Visitor) => who.page.at.split(/[?#]/)[0] ?? "";
/** The address of the draft the page belongs to. */
export const draftOf = (who: Visitor) => /^.*\/drafts\/[0-9a-f-]{36}/.exec(who.page.at)?.[0] ?? "";

/** Begins a permit and stands on its first page. */
export async function begin(who: Visitor, at = guide): Promise<void> {
  await who.get(`${at}/start`);
  await who.press(who.page.buttons.find((button) => /开始填写|重新填/.test(button)) ?? "开始填写");
  expect(who.page.status).toBe(200);
}

/** Begins a permit and stands on the page with the proof of the home. */
export async function toHousing(who: Visitor, detail = "荣家湾镇城关路 12 号"): Promise<void> {
  await begin(who);
  const asksHukou = who.page.html.includes('name="hukou"');
  await who.press(next, { "address-detail": detail, ...since, ...(asksHukou ? { hukou: "四川西充" } : {}) });
  expect(who.page.errors).toEqual([]);
  await who.press(next, { ground: "housing" });
  expect(who.page.title).toBe("您的住处");
}

/** Goes on from the proof of the home to the last check. */
export async function toCheck(who: Visitor, you: Entries = {}): Promise<void> {
  await who.press(next, { housing_kind: "own", "housing_proof-promise": true });
  expect(who.page.errors).toEqual([]);
  await who.press(next, you);
  // A name asks for a telephone.
  if (who.page.title === "照片和联系方式") await who.press(next, { emergency_phone: "13800138000" });
  expect(who.page.errors).toEqual([]);
  await who.press(next, { delivery_way: "collect" });
  expect(who.page.title).toBe("请核对");
}

/** The number of the case whose page one has come to. */
export const numberAt = (who: Visitor) => /\d{6}-\d{8}-C[0-9A-Z]{10}-[0-9A-Z]/.exec(who.page.at)?.[0] ?? "";

export async function send(who: Visitor): Promise<string> {
  await who.press("提交");
  expect(who.page.status).toBe(200);
  expect(numberAt(who)).not.toBe("");
  return numberAt(who);
}
