import type { ProviderAdapter } from "../../../domain/payments/index.ts";
import { openCashier } from "./cashier.ts";
import { checkConfig, secretsOf, type TreasuryConfig } from "./config.ts";
import { openNontax } from "./nontax.ts";

/** Government fees and fines, in the dialect the account's configuration names. */
export const treasuryAdapter: ProviderAdapter = {
  name: "treasury",
  check: checkConfig,
  secretsOf,
  open: (parts) =>
    (parts.config as TreasuryConfig).dialect === "wechat-nontax" ? openNontax(parts) : openCashier(parts),
};
