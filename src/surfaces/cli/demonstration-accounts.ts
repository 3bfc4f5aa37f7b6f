import { nation } from "../../domain/catalogue/index.ts";
import type { ProviderName } from "../../domain/payments/index.ts";
import type { House } from "../house.ts";

/** What the stand-ins of payment providers say of themselves in sandbox.json (sandbox/README.md). */
export type PaymentStandIns = {
  readonly "wechat-pay"?: {
    readonly address?: string;
    readonly wechat?: {
      readonly public_key: { readonly id: string; readonly pem: string };
      readonly merchants: readonly {
        readonly mchid: string;
        readonly serial_no: string;
        readonly private_key: string;
        readonly api_v3_key: string;
        readonly apps: Readonly<Record<string, string>>;
      }[];
    };
  };
  readonly alipay?: {
    readonly address?: string;
    readonly alipay?: {
      readonly app_id: string;
      readonly seller_id: string;
      readonly private_key: string;
      readonly public_key: string;
    };
  };
  readonly treasury?: {
    readonly address?: string;
    readonly cashiers?: readonly {
      readonly merchant: string;
      readonly algorithm: string;
      readonly key_id: string;
      readonly private_key: string;
      readonly treasury_key_id: string;
      readonly treasury_public_key: string;
    }[];
  };
};

type Wanted = {
  readonly provider: ProviderName;
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
};

const account = "main";

/** An account at each stand-in, and at the demonstration's own wallet, for each of these cities. @returns how many accounts */
export async function connectAccounts(
  house: House,
  cities: readonly string[],
  standIns: PaymentStandIns,
  wallet: { readonly base: string; readonly keyOf: (city: string, account: string) => Buffer },
): Promise<number> {
  const by = { kind: "system", id: "demonstration" } as const;
  const shared = [wechat(standIns["wechat-pay"]), alipay(standIns.alipay), treasury(standIns.treasury)];
  let connected = 0;
  for (const city of cities) {
    const own: Wanted = {
      provider: "demo",
      config: { base: wallet.base, city, account, payee: house.regions.divisions.get(city)?.name.zh ?? city },
      secrets: { key: wallet.keyOf(city, account).toString("hex") },
    };
    for (const wanted of [...shared, own]) {
      if (wanted === undefined) continue;
      await house.accounts.set({ ...wanted, city, account, agency: "", by });
      connected += 1;
    }
  }
  return connected;
}

function wechat(at: PaymentStandIns["wechat-pay"]): Wanted | undefined {
  const [merchant] = at?.wechat?.merchants ?? [];
  if (at?.address === undefined || at.wechat === undefined || merchant === undefined) return undefined;
  const [[appid, secret] = ["", ""]] = Object.entries(merchant.apps);
  return {
    provider: "wechat",
    config: {
      mode: "direct",
      mchid: merchant.mchid,
      serial_no: merchant.serial_no,
      appid,
      ways: ["inside", "phone", "desktop"],
      public_key: at.wechat.public_key,
      base: at.address,
      oauth: { authorize: `${at.address}/connect/oauth2/authorize`, token: `${at.address}/sns/oauth2/access_token` },
      bridge: `${at.address}/bridge`,
    },
    secrets: { private_key: merchant.private_key, api_v3_key: merchant.api_v3_key, app_secret: secret },
  };
}

function alipay(at: PaymentStandIns["alipay"]): Wanted | undefined {
  if (at?.address === undefined || at.alipay === undefined) return undefined;
  return {
    provider: "alipay",
    config: {
      protocol: "v2",
      app_id: at.alipay.app_id,
      seller_id: at.alipay.seller_id,
      gateway: at.address,
      authorize: `${at.address}/oauth2/publicAppAuthorize.htm`,
      keys: { mode: "key", alipay_public_key: at.alipay.public_key },
      ways: { phone: "wap", desktop: "page" },
    },
    secrets: { private_key: at.alipay.private_key },
  };
}

/** By the contract of its own; the one with the plainest keys. */
function treasury(at: PaymentStandIns["treasury"]): Wanted | undefined {
  const cashier = at?.cashiers?.find(({ algorithm }) => algorithm === "ed25519");
  if (at?.address === undefined || cashier === undefined) return undefined;
  return {
    provider: "treasury",
    config: {
      dialect: "cashier",
      base: `${at.address}/cashier`,
      merchant: cashier.merchant,
      algorithm: cashier.algorithm,
      key_id: cashier.key_id,
      treasury_keys: [{ id: cashier.treasury_key_id, public_key: cashier.treasury_public_key }],
      unit: { code: nation, name: "演示执收单位" },
    },
    secrets: { private_key: cashier.private_key },
  };
}
