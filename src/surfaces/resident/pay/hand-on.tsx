import type { FastifyReply, FastifyRequest } from "fastify";
import {
  handOver,
  type PaymentView,
  ProviderFailure,
  ProviderRefusal,
  ProviderSaidNo,
  type Started,
} from "../../../domain/payments/index.ts";
import { LinkButton, PageTitle, QrCode } from "../../../foundation/html/index.ts";
import { formatMoney } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import type { Payer } from "../../pay/whose.ts";
import { payWords } from "../../pay/words.ts";
import { payAddresses } from "./addresses.ts";
import { words } from "./words.ts";

/** What ties a wallet's sign-in to the payment and to whoever began it. */
export function signInState(house: House, number: string, payer: string): string {
  const { secrets } = house;
  return Buffer.from(secrets.lookupHash("pay_sign_in", `${number} ${payer}`))
    .toString("hex")
    .slice(0, 64);
}

/**
 * Opens the wallet of a payment: first its sign-in where it has to know who pays (`openid` then says so), then by going there, by a code, or by
 * the wallet's own window. Where it does not open, the payment's page says why.
 */
export async function openWallet(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  of: { readonly view: PaymentView; readonly payer: Payer; readonly openid?: string },
): Promise<FastifyReply> {
  const { view, payer, openid } = of;
  const { payment } = view;
  const { city, number } = payment;
  const open = house.accounts.find(payment)?.open;
  if (openid === undefined && open?.payerSignIn && open.wantsPayer(payment.paying_from)) {
    const returnUrl = `${house.settings.baseUrl}${payAddresses.payer(number)}`;
    const url = open.payerSignIn.address({ state: signInState(house, number, payer.payer), returnUrl });
    return goTo(house, request, reply, view, url);
  }
  let started: Started;
  try {
    started = await handOver(house.payments, {
      ...{ city, number, by: payer.by, ip: request.ip, description: descriptionOf(house, view) },
      ...(openid === undefined ? {} : { payer: openid }),
    });
  } catch (error) {
    return notOpened(reply, number, error);
  }
  if (started.kind === "redirect") return goTo(house, request, reply, view, started.url);
  return sendStep(house, request, reply, view, started);
}

/** Back to the payment's page, which says why the wallet did not open, or that it is paid already; any other trouble is none of it. */
export function notOpened(reply: FastifyReply, number: string, error: unknown): FastifyReply {
  if (error instanceof Refusal && error.code === "payment_act_not_possible") {
    return reply.redirect(payAddresses.payment(number), 303);
  }
  // The wallet's sign-in may say no as well, of a code that is old.
  const because =
    error instanceof ProviderSaidNo ? error.because : error instanceof ProviderRefusal ? error.code : undefined;
  if (because !== undefined) return reply.redirect(payAddresses.refused(number, because), 303);
  const isUnavailable =
    error instanceof ProviderFailure || (error instanceof Refusal && error.code === "provider_unavailable");
  if (!isUnavailable) throw error;
  return reply.redirect(`${payAddresses.payment(number)}?said=unavailable`, 303);
}

/** As the payer reads it in the wallet; nothing personal. */
export function descriptionOf(house: House, { payment }: PaymentView): string {
  return house.catalogue.service(payment.service)?.definition.name.zh ?? payment.service;
}

/**
 * To an address of the wallet. One elsewhere is gone to from a page in between, because a browser does not let a form lead out of the house.
 */
async function goTo(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  view: PaymentView,
  url: string,
): Promise<FastifyReply> {
  const target = new URL(url);
  if (target.origin === new URL(house.settings.baseUrl).origin) return reply.redirect(target.href, 303);
  if (target.protocol !== "https:" && target.protocol !== "http:") throw new Error("a wallet's address is no web page");
  reply.header("refresh", `0; url=${target.href}`);
  return sendStep(house, request, reply, view, { kind: "redirect", url: target.href });
}

async function sendStep(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  { payment, bills }: PaymentView,
  started: Started,
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const way = payWords(language)[payment.provider];
  const { city, number } = payment;
  const amount = formatMoney(payment.amount_fen, language);
  const title = started.kind === "code" ? w.scanTitle({ way }) : w.leavingTitle({ way });
  const others = payAddresses.bills(
    city,
    bills.map((bill) => bill.number),
  );
  const main = (
    <>
      <PageTitle title={title} lede={amount} />
      {started.kind === "redirect" ? (
        <>
          <p>{w.leaving}</p>
          <p>
            <LinkButton href={started.url}>{w.open({ way })}</LinkButton>
          </p>
        </>
      ) : null}
      {started.kind === "code" ? (
        <>
          <p>{w.scan({ amount })}</p>
          <QrCode text={started.content} label={w.code} />
          {/^https?:/.test(started.content) ? (
            <p>
              <a href={started.content}>{w.codeHere}</a>
            </p>
          ) : null}
        </>
      ) : null}
      {started.kind === "bridge" ? (
        <>
          <p data-wallet={JSON.stringify(started.call)} data-back={payAddresses.back(number)}>
            {w.bridge}
          </p>
          <script src={bridgeScript} defer />
        </>
      ) : null}
      <p>
        <LinkButton href={payAddresses.back(number)} weight={started.kind === "redirect" ? "second" : "first"}>
          {w.paid}
        </LinkButton>
      </p>
      <p>
        <a href={others}>{w.anotherWay}</a>
      </p>
    </>
  );
  return sendPersonal(house, request, reply, { title, main, city: cityOf(house, city) });
}

export const bridgeScript = "/pay/wallet.js";

/** Opens the wallet's own window where the page is read inside the wallet; anywhere else it does nothing. */
export const bridgeSource = `(function () {
  var at = document.querySelector("[data-wallet]");
  if (!at) return;
  var call = JSON.parse(at.getAttribute("data-wallet"));
  function back() { location.replace(at.getAttribute("data-back")); }
  function wechat() { window.WeixinJSBridge.invoke("getBrandWCPayRequest", call, back); }
  function alipay() { window.AlipayJSBridge.call("tradePay", call, back); }
  if (call.tradeNO) {
    if (window.AlipayJSBridge) alipay();
    else document.addEventListener("AlipayJSBridgeReady", alipay, false);
  } else if (window.WeixinJSBridge) wechat();
  else document.addEventListener("WeixinJSBridgeReady", wechat, false);
})();
`;
