import { createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../support/keys.ts";
import { type Apps, newKey, pemOf } from "./apps.ts";

export type OwnApp = { readonly app_id: string; readonly seller_id: string; readonly private_key: string };

const named = { app_id: "2021000000000001", seller_id: "2088000000000001" };

/** The app that is there from the start, its key made by the gateway, as Alipay's own sandbox does it. */
export function ownApp(folder: string, apps: Apps): OwnApp {
  const path = join(folder, "own-app.pem");
  if (!existsSync(path)) writeWhole(path, newKey().export({ type: "pkcs8", format: "pem" }).toString());
  const key = createPrivateKey(readFileSync(path));
  if (!apps.get(named.app_id)) apps.put({ ...named, public_key: pemOf(createPublicKey(key)) });
  // As Alipay's key tool writes it: base64 in one line.
  return { ...named, private_key: key.export({ type: "pkcs8", format: "der" }).toString("base64") };
}
