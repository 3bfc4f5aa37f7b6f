import type { ProviderAdapter } from "../../../domain/payments/index.ts";
import { checkConfig, secretsOf } from "./config.ts";
import { openAccount } from "./provider.ts";

/** WeChat Pay APIv3: JSAPI, H5, Native and mini programs; direct merchants and service providers' sub-merchants. */
export const wechatAdapter: ProviderAdapter = {
  name: "wechat",
  check: checkConfig,
  secretsOf,
  open: openAccount,
};
