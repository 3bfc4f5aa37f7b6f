import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { opened, sealed } from "./envelope.ts";
import { pagePolicy, walletPage } from "./page.ts";
import { type DemoWallet, paymentJson, refundJson } from "./wallet.ts";

/** Where the wallet stands; the adapter's `base` ends with it. */
export const demoWalletPath = "/demo/wallet";

const config = {
  access: "demo",
  owner: "payments",
  limit: "none",
  bodies: ["json"],
  withoutCsrf: "signed by the account; its page's address cannot be guessed, and no money moves",
} as const;
const linesAtOnce = 1_000;

const text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const number = Type.String({ pattern: "^[0-9A-Za-z_-]{1,32}$" });
const fen = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" });
const Wishes = {
  orders: Type.Object({
    ...{ number, amount_fen: fen, description: text(500), payee: text(100) },
    ...{ return_url: text(1_000), notify_url: text(1_000), expires_at: instant },
  }),
  "orders/query": Type.Object({ number }),
  "orders/close": Type.Object({ number }),
  refunds: Type.Object({ number, refund: number, amount_fen: fen, notify_url: text(1_000) }),
  "refunds/query": Type.Object({ refund: number }),
  bills: Type.Object({
    day: Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" }),
    after: Type.Union([
      Type.Null(),
      Type.Object({
        kind: Type.Union([Type.Literal("payment"), Type.Literal("refund")]),
        at: Type.Union([Type.Null(), instant]),
        number: Type.String({ maxLength: 32 }),
      }),
    ]),
  }),
} as const;

type Said = { readonly status: 200 | 404 | 422; readonly value: object };
const unknown: Said = { status: 404, value: { code: "unknown" } };
const refused = (code: string): Said => ({ status: 422, value: { code } });

export type WalletRoutes = { readonly wallet: DemoWallet; readonly baseUrl: string; readonly clock: () => Date };

/**
 * The demonstration's wallet: what accounts ask it, signed, below `api/`, and its page for the payer. Register it with
 * `prefix: demoWalletPath` in a demonstration alone. Bodies are read as bytes, since signatures are over them.
 */
export async function demoWalletRoutes(app: FastifyInstance, { wallet, baseUrl, clock }: WalletRoutes): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 65_536 }, (_request, body, done) => done(null, body));

  /** Reads who asks and what, and signs the answer. */
  function api<Name extends keyof typeof Wishes>(
    name: Name,
    act: (wish: WishOf<Name>, of: { city: string; account: string }) => Promise<Said>,
  ): void {
    app.post(`/api/${name}`, { config }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = (key: string) => String(request.headers[key] ?? "");
      const who = opened("request", header, body, { keyOf: (of) => wallet.keyOf(of), now: clock() });
      if (who?.verdict !== "right") return reply.code(401).send({ code: who?.verdict ?? "unsigned" });
      const wish = parsed(body);
      const isRight = Value.Check(Wishes[name], wish);
      const said = isRight ? await act(wish as WishOf<Name>, who) : refused("parameter_wrong");
      const answer = JSON.stringify(said.value);
      const { city, account } = who;
      const headers = sealed(wallet.keyOf(who), { kind: "answer", city, account, now: clock() }, answer, who.nonce);
      return reply.code(said.status).headers(headers).type("application/json; charset=utf-8").send(answer);
    });
  }

  api("orders", async (wish, { city, account }) => {
    if (!wish.number.startsWith(city)) return refused("number_of_another_city");
    const order = await wallet.open(city, {
      ...{ number: wish.number, account, amount_fen: BigInt(wish.amount_fen), description: wish.description },
      ...{ payee: wish.payee, returnUrl: wish.return_url, notifyUrl: wish.notify_url },
      expiresAt: new Date(wish.expires_at),
    });
    if (!order) return refused("order_conflict");
    const page = new URL(`${demoWalletPath}/${order.number}`, baseUrl).href;
    return { status: 200, value: { ...paymentJson(order), page } };
  });
  const own = async (city: string, account: string, asked: string) => {
    const order = await wallet.order(city, asked);
    return order?.account === account ? order : undefined;
  };
  api("orders/query", async (wish, { city, account }) => {
    const order = await own(city, account, wish.number);
    return order ? { status: 200, value: paymentJson(order) } : unknown;
  });
  api("orders/close", async (wish, { city, account }) => {
    if (!(await own(city, account, wish.number))) return unknown;
    await wallet.close(city, wish.number);
    const order = await own(city, account, wish.number);
    return order ? { status: 200, value: paymentJson(order) } : unknown;
  });
  api("refunds", async (wish, { city, account }) => {
    if (!(await own(city, account, wish.number))) return unknown;
    const said = await wallet.askRefund(city, {
      ...{ refund: wish.refund, number: wish.number, account, amount_fen: BigInt(wish.amount_fen) },
      notifyUrl: wish.notify_url,
    });
    return typeof said === "string" ? refused(said) : { status: 200, value: refundJson(said) };
  });
  api("refunds/query", async (wish, { city, account }) => {
    const refund = await wallet.refund(city, wish.refund);
    return refund?.account === account ? { status: 200, value: refundJson(refund) } : unknown;
  });
  api("bills", async ({ day, after }, { city, account }) => {
    // A day is billed when it is over.
    if (Date.parse(`${day}T24:00:00+08:00`) > clock().getTime()) return unknown;
    const kind = after?.kind ?? "payment";
    const from = after?.at ? { at: new Date(after.at), number: after.number } : undefined;
    const lines = await wallet.lines({ city, account, day, kind }, from, linesAtOnce);
    const last = lines.at(-1);
    const next =
      lines.length === linesAtOnce && last
        ? { kind, at: last.at.toISOString(), number: last.refund ?? last.number }
        : kind === "payment"
          ? { kind: "refund", at: null, number: "" }
          : undefined;
    const shown = lines.map((line) => ({ ...line, amount_fen: Number(line.amount_fen), at: line.at.toISOString() }));
    return { status: 200, value: { kind, lines: shown, ...(next ? { next } : {}) } };
  });

  const cityOf = (asked: string) => (/^\d{6}[0-9A-Za-z_-]{1,26}$/.test(asked) ? asked.slice(0, 6) : undefined);
  const show = (reply: FastifyReply, html: string, status: number) =>
    reply
      .code(status)
      .header("content-security-policy", pagePolicy)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(html);

  async function orderOf(request: FastifyRequest) {
    const { number: asked } = request.params as { number: string };
    const city = cityOf(asked);
    return { city: city ?? "", order: city === undefined ? undefined : await wallet.order(city, asked) };
  }

  app.get("/:number", { config }, async (request, reply) => {
    const { order } = await orderOf(request);
    return show(reply, walletPage(order), order ? 200 : 404);
  });

  app.post("/:number", { config: { ...config, bodies: ["form"] } }, async (request, reply) => {
    const { city, order } = await orderOf(request);
    if (!order) return show(reply, walletPage(order), 404);
    const body = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
    const act = new URLSearchParams(body).get("act");
    if (act === "pay" && order.state === "unpaid" && !(await wallet.pay(city, order.number)))
      return show(reply, walletPage(await wallet.order(city, order.number)), 409);
    return reply.redirect(order.returnUrl, 303);
  });
}

type WishOf<Name extends keyof typeof Wishes> = import("typebox").Static<(typeof Wishes)[Name]>;

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
