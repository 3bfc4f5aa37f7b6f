import { ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";

/** What an answer that is no success says. `code` and `sub` are Alipay's; v3 knows only `sub`. */
export type Said = { readonly status: number; readonly code?: string; readonly sub: string };

/** Nothing was decided: the same request is good later. */
const passing = new Set(["SYSTEM_ERROR", "UNKNOWN_ERROR", "SELLER_BALANCE_NOT_ENOUGH", "REFUND_CHARGE_ERROR"]);

/**
 * Said of the app, its keys or its rights, not of the payment: somebody puts it right, and the same request is good then. A refusal
 * would end a refund for a key that was changed.
 */
const ofTheApp =
  /^(isv\.(missing-|invalid-(app-id|signature|timestamp|charset|format|version|method|encrypt|app-cert|alipay-root-cert)|insufficient-|app-|decryption|encrypt)|app[-_.]|sign[-_]|invalid[-_](app|sign|timestamp)|aop\.)/i;

/** @throws ProviderFailure where asking again may help, ProviderRefusal where Alipay has decided */
export function raise({ status, code, sub }: Said): never {
  const name = sub.replace(/^ACQ\./, "").slice(0, 60);
  const detail = [String(status), code, sub.slice(0, 60)].filter((part) => part !== undefined && part !== "").join(" ");
  // Alipay names it now as its own, now as the service's.
  if (/^(isp\.|isv\.)?bill[-_]not[-_]exist$/i.test(name)) throw new ProviderRefusal("BILL_NOT_EXIST", detail);
  if (status === 429 || code === "40005" || /call-limited|_LIMIT_EXCEEDED$/.test(sub))
    throw new ProviderFailure("busy", detail);
  if (status >= 500 || code === "20000" || passing.has(name) || /^isp\./.test(sub) || ofTheApp.test(sub))
    throw new ProviderFailure("error", detail);
  // v2 answers 200 and says by its code what kind it is; v3 says it by the status.
  const decided = code === undefined ? [400, 404, 409, 422].includes(status) : code === "40004" || code === "40002";
  if (decided && name !== "") throw new ProviderRefusal(name, detail);
  throw new ProviderFailure("error", detail);
}
