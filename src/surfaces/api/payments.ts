import { Type } from "typebox";
import type { Partner } from "../../domain/identity/index.ts";
import {
  askRefund,
  billsPerPayment,
  createPayment,
  findPayment,
  handOver,
  isWaiting,
  type PayingFrom,
  type PaymentView,
  type ProviderName,
  paymentNotFound,
  refundable,
  refundableOf,
} from "../../domain/payments/index.ts";
import { answeredOr } from "../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { owedOn } from "../pay/owed.ts";
import { billsToPay } from "../pay/payable.ts";
import { mayPay } from "../pay/whose.ts";
import { sayUnavailable } from "../unavailable.ts";
import { demandCity, partnerOf } from "./authorise.ts";
import { type Api, root } from "./endpoint.ts";
import { billJson, bills, paymentInCity, paymentJson, paymentShape, startedShape, wish } from "./payment-json.ts";
import { asking, exactly, inCity, serviceCode } from "./shapes.ts";

/** What is owed on an account, paying it, and how a payment stands: for channels that pay for somebody. */
export function addPayments(api: Api): void {
  const { house } = api;

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/bills",
      id: "listBills",
      group: "payments",
      owner: "payments",
      summary: { zh: "查账单", en: "List what is owed" },
      more: {
        zh: "向收费单位查这个户号或通知书现在要交的钱，最多等 5 秒。只用于不用登录就能查的服务。",
        en: "Asks the biller what is owed on an account or notice now, for at most 5 seconds. For services whose bills anybody with the number may look up.",
      },
      needs: { channel: "bills.read" },
      params: inCity,
      query: asking({
        service: serviceCode,
        account: Type.String({ minLength: 1, maxLength: 64, description: "Account or notice number" }),
        answers: Type.Optional(
          Type.String({ maxLength: 2_000, description: "JSON object: the service's further questions, by id" }),
        ),
      }),
      answer: bills,
      status: 200,
      problems: [
        "city_not_granted",
        "city_not_open",
        "service_not_offered",
        "bills_not_by_account",
        "answers_invalid",
        "agency_unavailable",
        "busy",
      ],
    },
    async ({ params, query, request }) => {
      const { city } = cityOf(house, params.city);
      demandCity(partnerOf(request), city);
      const offered = await house.offerings.one(city, query.service);
      const { bill: section, sign_in: signIn } = offered.service.definition;
      if (section?.about === undefined || signIn !== "optional") throw notByAccount();
      const answers = { ...furtherAnswers(query.answers), [section.about]: query.account };
      const owed = await owedOn(house, { city, offered, answers });
      if (owed.kind === "unavailable") {
        const { zh, en } = offered.offering.agencyName;
        throw new Refusal({
          code: "agency_unavailable",
          status: 503,
          say: { zh: sayUnavailable(owed.reason, zh, "zh"), en: sayUnavailable(owed.reason, en, "en") },
          retryAfterSeconds: 30,
        });
      }
      const at = owed.at.toISOString();
      if (owed.kind === "none") return { outcome: owed.kind, items: [], at };
      if (owed.kind === "refused") return { outcome: owed.kind, items: [], say: { zh: owed.say, en: owed.say }, at };
      return { outcome: owed.kind, items: owed.bills.map((bill) => billJson(house, bill)), at };
    },
  );

  api.add(
    {
      method: "POST",
      path: "/cities/{city}/payments",
      id: "pay",
      group: "payments",
      owner: "payments",
      summary: { zh: "开始缴费", en: "Begin a payment" },
      more: {
        zh: "同一个 Idempotency-Key 只开始一次缴费；再发一次得到同一笔缴费现在的情况，已经付完或关闭的 started 为 null。付款人从钱包回来不能证明已经付款，请用编号查询。",
        en: "The same Idempotency-Key begins one payment: sent again it answers with that payment as it stands, and with started null once it no longer waits for the payer. That the payer comes back proves nothing: read the payment.",
      },
      needs: { channel: "payments.make" },
      params: inCity,
      body: wish,
      answer: Type.Object({ payment: paymentShape, started: Type.Union([startedShape, Type.Null()]) }),
      status: 201,
      problems: [
        "city_not_granted",
        "city_not_open",
        "bill_not_found",
        "bill_not_owed",
        "bill_being_settled",
        "bills_not_together",
        "bill_named_twice",
        "amount_not_allowed",
        "provider_not_offered",
        "payer_needed",
        "provider_unavailable",
        "provider_refused",
        "payment_act_not_possible",
        "busy",
      ],
    },
    async ({ params, body, request, reply, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const by = { kind: "partner", id: partner.client } as const;
      const begin = async (): Promise<{ readonly number: string }> => {
        const account = await accountFor(house, city, body);
        if (account.open.wantsPayer(body.from) && body.payer === undefined) throw payerNeeded();
        return createPayment(house.payments, {
          ...{ city, provider: body.provider, account: account.account, from: body.from, by, idempotency },
          bills: body.bills.map(({ number: typed, amount_fen: part }) => ({
            number: billNumber(typed, city),
            ...(part === undefined ? {} : { amount_fen: BigInt(part) }),
          })),
          payer: payerOf(partner),
          channel: partner.client,
        });
      };
      const receipt = await begin().catch((refusal: unknown) =>
        answeredOr<{ readonly number: string }>(house.database, city, idempotency, refusal),
      );
      reply.header("location", `${root}/cities/${city}/payments/${receipt.number}`);
      const begun = await findPayment(house.payments, city, receipt.number);
      if (!isWaiting(begun.payment)) return { payment: paymentJson(begun), started: null };
      const service = house.catalogue.service(begun.payment.service)?.definition.name.zh;
      const started = await handOver(house.payments, {
        ...{ city, number: receipt.number, by, ip: request.ip, description: service ?? begun.payment.service },
        ...(body.payer === undefined ? {} : { payer: body.payer }),
      });
      const view = await findPayment(house.payments, city, receipt.number);
      const { reference: _reference, ...opens } = started;
      return { payment: paymentJson(view), started: opens };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/payments/{number}",
      id: "readPayment",
      group: "payments",
      owner: "payments",
      summary: { zh: "一笔缴费", en: "Read a payment" },
      more: {
        zh: "只看得到自己开始的缴费。succeeded 表示钱已收到；write_off 为 done 表示收费单位已确认。",
        en: "Only payments this program began. succeeded: the money is in; write_off done: the biller has confirmed it.",
      },
      needs: { channel: "payments.make" },
      params: paymentInCity,
      query: asking({}),
      answer: paymentShape,
      status: 200,
      problems: ["payment_not_found", "city_not_open"],
    },
    async ({ params, request }) => paymentJson(await ownPayment(house, partnerOf(request), params)),
  );

  api.add(
    {
      method: "POST",
      path: "/cities/{city}/payments/{number}/refunds",
      id: "askRefund",
      group: "payments",
      owner: "payments",
      summary: { zh: "申请退款", en: "Ask for a refund" },
      more: {
        zh: "工作人员看过以后原路退回。一次只能有一个申请。同一个 Idempotency-Key 只申请一次；再发一次得到这笔缴费现在的情况，不会再退一笔。",
        en: "A clerk looks at it, then the money goes back the way it came. One request at a time. The same Idempotency-Key asks once: sent again, however late, it answers with the payment as it stands and opens no second refund.",
      },
      needs: { channel: "payments.make" },
      params: paymentInCity,
      body: exactly({
        reason: Type.String({ minLength: 1, maxLength: 500 }),
        amount_fen: Type.Optional(Type.Integer({ minimum: 1, description: "All that can go back unless said" })),
        bills: Type.Optional(
          Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
            ...{ minItems: 1, maxItems: billsPerPayment },
            description:
              "Numbers of the bills it is taken from, of each of which something must be left (amount_fen is more than returned_fen). Without them it is taken first from bills the agency would not write off, then in the order of their numbers",
          }),
        ),
      }),
      answer: paymentShape,
      status: 201,
      problems: [
        "payment_not_found",
        "city_not_open",
        "refund_not_possible",
        "refund_asked_already",
        "refund_amount",
        "refund_bills",
        "payment_busy",
      ],
    },
    async ({ params, body, request, idempotency }) => {
      const partner = partnerOf(request);
      const view = await ownPayment(house, partner, params);
      const { city, number: found } = view.payment;
      const bills = body.bills?.map((one) => billNumber(one, city));
      const most = bills === undefined ? refundable(view) : refundableOf(view, bills);
      return paymentJson(
        await askRefund(house.payments, {
          ...{ city, number: found, by: { kind: "partner", id: partner.client }, reason: body.reason },
          idempotency,
          amount_fen: body.amount_fen === undefined ? most : BigInt(body.amount_fen),
          ...(bills === undefined ? {} : { bills }),
        }),
      );
    },
  );
}

/** Never the key of a resident or of a visit, which begin with other letters. */
const payerOf = ({ client }: Partner): string => `partner:${client}`.slice(0, 80);

function billNumber(typed: string, city: string): string {
  const read = parsePublicNumber(typed);
  return read?.letter === "B" && read.city === city ? read.number : typed;
}

/** The account these bills are paid through. @throws Refusal `bill_not_found`, `bills_not_together`, `provider_not_offered` */
async function accountFor(
  house: House,
  city: string,
  body: {
    bills: readonly { number: string }[];
    provider: ProviderName;
    from: PayingFrom;
  },
) {
  const wanted = body.bills.map((one) => billNumber(one.number, city));
  const [first] = await billsToPay(house, city, wanted, (bill) => mayPay(house, bill, undefined));
  const account = house.accounts
    .offered({ city, agency: first.agency, payee: first.payee })
    .find(({ provider }) => provider === body.provider);
  if (account?.open.from.includes(body.from) !== true) {
    throw new Refusal({
      code: "provider_not_offered",
      status: 422,
      say: {
        zh: "这些账单不能用这个付款方式，或者不能这样打开。",
        en: "These bills are not paid through this provider, or not from there.",
      },
    });
  }
  return account;
}

/** A payment this program began. @throws Refusal 404, the same for every reason */
export async function ownPayment(
  house: House,
  partner: Partner,
  at: { readonly city: string; readonly number: string },
): Promise<PaymentView> {
  const { city } = cityOf(house, at.city);
  const read = parsePublicNumber(at.number);
  if (read?.letter !== "P" || read.city !== city) throw paymentNotFound();
  const view = await findPayment(house.payments, city, read.number);
  if (view.payment.payer !== payerOf(partner)) throw paymentNotFound();
  return view;
}

function furtherAnswers(given: string | undefined): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  try {
    const read: unknown = JSON.parse(given);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch {
    // Said below, like any other value that is no object.
  }
  const message = { zh: "answers 要写成 JSON 对象。", en: "answers has to be a JSON object." };
  throw new Refusal({
    code: "answers_invalid",
    status: 422,
    say: message,
    fields: [{ field: "answers", code: "shape", message }],
  });
}

const notByAccount = (): Refusal =>
  new Refusal({
    code: "bills_not_by_account",
    status: 404,
    say: {
      zh: "这项服务的账单不能只按户号查询。",
      en: "This service has no bills that are found by an account or notice alone.",
    },
  });

const payerNeeded = (): Refusal => {
  const message = {
    zh: "这样付款需要付款人在钱包里的标识（payer）。",
    en: "This way of paying needs the payer's identifier at the wallet (payer).",
  };
  return new Refusal({
    code: "payer_needed",
    status: 422,
    say: message,
    fields: [{ field: "payer", code: "required", message }],
  });
};
