import type { Answer, Heard, Open } from "../support/agency.ts";
import { Gateway } from "../support/gateway.ts";
import type { Mood, MoodName } from "../support/moods.ts";
import { Bills } from "./wechat/bills.ts";
import { controlsOf } from "./wechat/controls.ts";
import { Keys, type Merchant } from "./wechat/keys.ts";
import { letterOf, noticeOf, refundNoticeOf, rhythm } from "./wechat/letters.ts";
import { Orders } from "./wechat/orders.ts";
import { Callers, isPaySign, PayError, signedAnswer } from "./wechat/protocol.ts";
import { Refunds } from "./wechat/refunds.ts";
import { interfaceOf } from "./wechat/routes.ts";
import type { Order } from "./wechat/rows.ts";
import { isOpenid, SignIn } from "./wechat/signin.ts";
import { Till } from "./wechat/till.ts";

/** WeChat Pay APIv3 as merchants meet it: orders, refunds, bills, notifications, and the wallet's own pages. */
export const open: Open = async ({ folder, moods }) => {
  const keys = await Keys.open(folder, new Date());
  const gateway = new Gateway(
    { folder, moods },
    {
      write: (notice, twist) => letterOf(keys, notice, twist),
      taken: ({ status }) => status === 200 || status === 204,
      rhythm,
    },
  );
  const { time, notifier } = gateway;
  const callers = new Callers(keys, () => time.seconds());
  const orders = new Orders(folder, time, isOpenid);
  const refunds = new Refunds(folder, orders, time, (refund) => {
    const notice = refundNoticeOf(refund);
    if (notice) notifier.send(notice);
  });
  const bills = new Bills(orders, refunds, time);
  const signIn = new SignIn(
    (appid) => appsOf(keys.merchants).get(appid),
    () => time.seconds(),
  );
  const till = new Till({
    orders,
    payee: (order) => payeeOf(keys.merchant(order.mchid), order),
    isPaySign: (order, call) => {
      const merchant = keys.merchant(order.mchid);
      return merchant !== undefined && isPaySign(call, callers.publicKeyOf(merchant));
    },
    paid: (order) => notifier.send(noticeOf(order)),
  });
  const act = interfaceOf({ keys, orders, refunds, bills, fileMoods: () => moods.take("file") });

  function answer(heard: Heard, _swapped: boolean, present: ReadonlyMap<MoodName, Mood>): Answer {
    if (heard.path === "/connect/oauth2/authorize") return signIn.authorize(heard);
    if (heard.path === "/sns/oauth2/access_token") return signIn.token(heard);
    const page = till.answer(heard);
    if (page) return page;
    const say = (status: number, value: unknown) => signedAnswer(keys, heard, time.seconds(), status, value, present);
    try {
      const merchant = callers.of(heard);
      if (heard.path === "/v3/billdownload/file") {
        const bytes = bills.file(merchant.mchid, heard.query.get("token"));
        return { status: 200, type: "application/octet-stream", text: "", encoding: "utf-8", bytes };
      }
      const value = act(heard, merchant);
      return say(value === undefined ? 204 : 200, value);
    } catch (error) {
      if (error instanceof PayError) return say(error.status, { code: error.code, message: error.message });
      throw error;
    }
  }

  return {
    answer,
    broken: (heard) => {
      const said = { code: "SYSTEM_ERROR", message: "系统异常，请稍后重试" };
      return signedAnswer(keys, heard, time.seconds(), 500, said, new Map());
    },
    controls: controlsOf({ gateway, keys, orders, refunds, bills }),
    says: {
      wechat: {
        public_key: { id: keys.publicKeyId, pem: keys.publicKey },
        merchants: keys.merchants.map(({ mchid, name, serial, privateKey, apiV3Key, apps, subs }) => ({
          ...{ mchid, name, apps, subs },
          serial_no: serial,
          private_key: privateKey,
          api_v3_key: apiV3Key,
        })),
      },
    },
    close: async () => gateway.close(),
  };
};

function appsOf(merchants: readonly Merchant[]): ReadonlyMap<string, string> {
  const all = merchants.flatMap(({ apps, subs = {} }) => [apps, ...Object.values(subs).map((sub) => sub.apps)]);
  return new Map(all.flatMap((apps) => Object.entries(apps)));
}

const payeeOf = (merchant: Merchant | undefined, { subMchid }: Order): string =>
  merchant?.subs?.[subMchid ?? ""]?.name ?? merchant?.name ?? "";
