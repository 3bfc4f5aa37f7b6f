import type { Heard } from "../../support/agency.ts";
import { type Fields, isJson, readJson } from "../../support/json.ts";
import type { Mood, MoodName } from "../../support/moods.ts";
import type { Bills } from "./bills.ts";
import type { Keys, Merchant } from "./keys.ts";
import { notThere, type Orders, type Whose } from "./orders.ts";
import { PayError, paramError, sealed } from "./protocol.ts";
import type { Refunds } from "./refunds.ts";
import { type Order, shown, shownRefund } from "./rows.ts";

type Parts = {
  readonly keys: Keys;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly bills: Bills;
  /** Moods that touch a bill. */
  readonly fileMoods: () => ReadonlyMap<MoodName, Mood>;
};
type Asked = {
  readonly heard: Heard;
  readonly merchant: Merchant;
  readonly parts: readonly string[];
  readonly body: Fields;
};
type Route = { readonly method: "GET" | "POST"; readonly path: RegExp; readonly act: (asked: Asked) => unknown };

/** The interface merchants call. What an act gives back is answered with 200, undefined with 204. */
export function interfaceOf({ keys, orders, refunds, bills, fileMoods }: Parts) {
  const routes: readonly Route[] = [
    {
      method: "POST",
      path: /^\/v3\/pay\/(partner\/)?transactions\/(jsapi|h5|native)$/,
      act: ({ heard, merchant, parts: [partner, product], body }) => {
        const order = orders.place(merchant, product as Order["product"], partner !== "", body);
        const { prepayId } = order;
        if (product === "jsapi") return { prepay_id: prepayId };
        const origin = originOf(heard);
        // The real one is weixin://wxpay/bizpayurl?pr=…, which no browser opens.
        if (product === "native") return { code_url: `${origin}/bizpayurl?pr=${prepayId}` };
        return {
          h5_url: `${origin}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${prepayId}&package=${order.transaction}`,
        };
      },
    },
    {
      method: "GET",
      path: /^\/v3\/pay\/(partner\/)?transactions\/out-trade-no\/([^/]+)$/,
      act: ({ heard, merchant, parts: [partner, number = ""] }) => {
        const order = orders.find(whoseIn(merchant, partner !== "", Object.fromEntries(heard.query)), number);
        if (!order) throw notThere();
        return shown(order);
      },
    },
    {
      method: "POST",
      path: /^\/v3\/pay\/(partner\/)?transactions\/out-trade-no\/([^/]+)\/close$/,
      act: ({ merchant, parts: [partner, number = ""], body }) => {
        orders.close(whoseIn(merchant, partner !== "", body), number);
        return undefined;
      },
    },
    {
      method: "POST",
      path: /^\/v3\/refund\/domestic\/refunds$/,
      act: ({ merchant, body }) => shownRefund(refunds.place(subIn(merchant, body["sub_mchid"]), body)),
    },
    {
      method: "GET",
      path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
      act: ({ heard, merchant, parts: [refund = ""] }) =>
        shownRefund(refunds.find(subIn(merchant, heard.query.get("sub_mchid") ?? undefined), refund)),
    },
    {
      method: "GET",
      path: /^\/v3\/bill\/tradebill$/,
      act: ({ heard, merchant }) => {
        const sub = heard.query.get("sub_mchid") ?? undefined;
        // A service provider may ask for all of its sub-merchants at once.
        const whose = sub === undefined ? { mchid: merchant.mchid, subMchid: undefined } : subIn(merchant, sub);
        return bills.ask(whose, heard.query, originOf(heard), fileMoods());
      },
    },
    {
      method: "GET",
      path: /^\/v3\/certificates$/,
      act: ({ merchant }) => {
        if (keys.trust === "public_key")
          throw new PayError(
            404,
            "RESOURCE_NOT_EXISTS",
            "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。",
          );
        const data = keys.certificates.map(({ serial, pem, from, to }) => ({
          serial_no: serial,
          effective_time: from.replace(/\.\d+Z$/, "+00:00"),
          expire_time: to.replace(/\.\d+Z$/, "+00:00"),
          encrypt_certificate: sealed(merchant.apiV3Key, pem, "certificate"),
        }));
        return { data };
      },
    },
  ];
  return (heard: Heard, merchant: Merchant): unknown => {
    const known = routes.filter(({ path }) => path.test(heard.path));
    if (known.length === 0) throw new PayError(404, "RESOURCE_NOT_EXISTS", "接口不存在");
    const route = known.find(({ method }) => method === heard.method);
    if (!route) throw new PayError(405, "INVALID_REQUEST", "请求方法不支持");
    const groups = route.path.exec(heard.path)?.slice(1) ?? [];
    const parts = groups.map((part) => decodeURIComponent(part ?? ""));
    return route.act({ heard, merchant, parts, body: bodyOf(heard) });
  };
}

const originOf = ({ headers }: Heard): string => `http://${headers.host ?? "127.0.0.1"}`;

function bodyOf(heard: Heard): Fields {
  if (heard.method !== "POST") return {};
  const body = isJson(heard) ? readJson(heard) : undefined;
  if (!body) throw new PayError(400, "PARAM_ERROR", "请求体不是有效的JSON");
  return body;
}

function whoseIn(merchant: Merchant, isPartner: boolean, said: Fields): Whose {
  const name = isPartner ? "sp_mchid" : "mchid";
  if (said[name] !== merchant.mchid) throw paramError(name, "与Authorization中的mchid不一致");
  return subIn(merchant, isPartner ? String(said["sub_mchid"]) : undefined);
}

/** A service provider acts for its own sub-merchants only; a merchant for itself. */
function subIn(merchant: Merchant, sub: unknown): Whose {
  if (merchant.subs === undefined && sub === undefined) return { mchid: merchant.mchid, subMchid: undefined };
  if (typeof sub !== "string" || !Object.hasOwn(merchant.subs ?? {}, sub))
    throw new PayError(403, "NO_AUTH", "受理关系不存在");
  return { mchid: merchant.mchid, subMchid: sub };
}
