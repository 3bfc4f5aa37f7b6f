import type { ProviderAdapter, ProviderName } from "../../domain/payments/index.ts";
import { alipayAdapter } from "./alipay/index.ts";
import { treasuryAdapter } from "./treasury/index.ts";
import { wechatAdapter } from "./wechat/index.ts";

/** Every payment provider we speak with, by name. The demonstration's own wallet is not among them. */
export const paymentProviders: ReadonlyMap<ProviderName, ProviderAdapter> = new Map(
  [wechatAdapter, alipayAdapter, treasuryAdapter].map((adapter) => [adapter.name, adapter]),
);
