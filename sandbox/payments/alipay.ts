import { ControlError, type Open } from "../support/agency.ts";
import { formOf, Gateway } from "../support/gateway.ts";
import { type App, Apps } from "./alipay/apps.ts";
import { Bills } from "./alipay/bills.ts";
import { Codes } from "./alipay/codes.ts";
import { methodsOf } from "./alipay/methods.ts";
import { letterOf, noticeOf, rhythm } from "./alipay/notices.ts";
import { ownApp } from "./alipay/own-app.ts";
import { Pages } from "./alipay/pages.ts";
import { answerV2, answerV3 } from "./alipay/protocol.ts";
import { Refused, type Trade, Trades } from "./alipay/trades.ts";

/** The other side of Alipay: gateway.do, /v3, the payer's sign-in, the cashier, notifications and bills. */
export const open: Open = (kit) => {
  const apps = new Apps(kit.folder);
  const own = ownApp(kit.folder, apps);
  const gateway = new Gateway(kit, {
    write: (notice, twist) => letterOf(notice, twist, apps),
    taken: ({ status, body }) => status === 200 && body === "success",
    rhythm,
  });
  const now = () => gateway.time.now();
  const trades = new Trades(kit.folder, now);
  const bills = new Bills(trades, kit.moods, now);
  const codes = new Codes(kit.folder, now);
  const tell = (trade: Trade, refund?: string) => {
    const notice = noticeOf(trade, refund, now());
    if (notice) gateway.notifier.send(notice);
  };
  const pages = new Pages({ apps, trades, codes, now, tell });
  const methods = methodsOf({ trades, bills, codes, now, tell });
  const refusals: { readonly method: string; readonly code: string; readonly done: boolean }[] = [];

  const does: Parameters<typeof answerV2>[1]["does"] = (method, called) => {
    const act = methods[method];
    if (!act) throw new Refused("isv.invalid-method", "不存在的方法名");
    const at = refusals.findIndex((one) => one.method === method);
    const [refusal] = at < 0 ? [] : refusals.splice(at, 1);
    if (!refusal) return act(called);
    // Done and said not to be: nobody knows until they ask.
    if (refusal.done) act(called);
    throw new Refused(refusal.code, "系统错误");
  };

  return {
    answer: (heard, _swapped, moods) => {
      const isForged = moods.has("bad-signature");
      if (heard.path === "/gateway.do") {
        if (pages.isPage(heard)) return pages.open(heard);
        return answerV2(heard, { apps, now, does }, isForged);
      }
      if (heard.path.startsWith("/v3/")) {
        const age = moods.has("skewed") ? (moods.get("skewed")?.seconds ?? 3_600) * 1_000 : 0;
        return answerV3(heard, { apps, now, does }, { isForged, age });
      }
      if (heard.path === "/downloadBillFile.resource") return bills.fetch(heard.query.get("fileId") ?? "");
      return pages.answer(heard, formOf(heard));
    },
    broken: (heard) =>
      heard.path === "/gateway.do"
        ? answerV2(heard, { apps, now, does: () => unwell() }, false)
        : answerV3(heard, { apps, now, does: () => unwell() }, { isForged: false, age: 0 }),
    controls: {
      ...gateway.controls,
      "GET /control/trades": (_wish, query) => ({
        items: trades.all().filter(({ number }) => !query.has("number") || number === query.get("number")),
      }),
      "POST /control/pay": ({ app_id: app = own.app_id, number, person, silently }) => {
        if (typeof app !== "string" || typeof number !== "string") throw new ControlError("app_id, number");
        return { trade: pages.pay(app, number, typeof person === "string" ? person : undefined, silently === true) };
      },
      "POST /control/finish": ({ app_id: app = own.app_id, number }) => ({
        trade: orControl(() => trades.finish(String(app), String(number))),
      }),
      "POST /control/apps": (wish) => {
        const app = apps.put(wish);
        return { app_id: app.id, seller_id: app.seller, ...shown(app) };
      },
      "POST /control/refuse": ({ method, code, done = false }) => {
        if (typeof method !== "string" || !methods[method] || typeof code !== "string" || typeof done !== "boolean")
          throw new ControlError("method, code, done");
        refusals.push({ method, code, done });
        return {};
      },
      "POST /control/bill": (wish) => {
        bills.spoil(wish);
        return {};
      },
    },
    says: {
      alipay: { ...own, public_key: apps.publicKey, root_certificates: apps.roots, certificate: apps.certificate },
    },
    close: async () => gateway.close(),
  };

  /** What the owner of an app copies from its page. */
  function shown(app: App) {
    return {
      alipay_public_key: apps.publicKey,
      app_certificate: app.certificate,
      alipay_certificate: apps.certificate,
      root_certificates: apps.roots,
      ...(app.encryptKey === undefined ? {} : { encrypt_key: app.encryptKey }),
    };
  }
};

function unwell(): never {
  throw new Refused("isp.unknow-error", "系统繁忙");
}

function orControl<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    if (error instanceof Refused) throw new ControlError(error.code);
    throw error;
  }
}
