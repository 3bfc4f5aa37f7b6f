import type { ProviderAdapter } from "../../../domain/payments/index.ts";
import { type AlipayConfig, checkConfig, secretNames } from "./config.ts";
import { Gateway } from "./gateway.ts";
import { alipayProvider } from "./provider.ts";

/** Alipay (支付宝), OpenAPI v2 and v3, keys or certificates. README.md says how an account is configured. */
export const alipayAdapter: ProviderAdapter = {
  name: "alipay",
  check: checkConfig,
  secretsOf: (config) => {
    const isEncrypted = typeof config === "object" && config !== null && "encrypt" in config && config.encrypt === true;
    return [secretNames.privateKey, ...(isEncrypted ? [secretNames.encryptKey] : [])];
  },
  open: ({ config, secrets, clock }) => {
    const [problem] = checkConfig(config);
    if (problem) throw new Error(`${problem.at}: ${problem.problem}. ${problem.remedy}`);
    const checked = config as AlipayConfig;
    return alipayProvider(checked, new Gateway(checked, secrets, clock), clock);
  },
};
