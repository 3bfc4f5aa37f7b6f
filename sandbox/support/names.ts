/** Every stand-in there is. */
export const processNames = [
  "human-resources",
  "natural-resources",
  "traffic-police",
  "exit-entry",
  "tax",
  "court",
  "power",
  "water",
  "gas",
  "hospital",
  "hotline",
  "civil-affairs",
  "registers",
  "messages",
  "treasury",
  "wechat-pay",
  "alipay",
] as const;
export type ProcessName = (typeof processNames)[number];

/** Payment gateways and the file of `payments/` each is; all others stand in `agencies/` under their own name. */
const gateways: Partial<Record<ProcessName, string>> = {
  treasury: "treasury",
  "wechat-pay": "wechat",
  alipay: "alipay",
};

export const isGateway = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(gateways, name);

/** The module of a stand-in, as `main.ts` imports it. */
export function moduleOf(name: ProcessName): string {
  const gateway = gateways[name];
  return gateway ? `./payments/${gateway}.ts` : `./agencies/${name}.ts`;
}
