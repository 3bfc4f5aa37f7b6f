import type { FastifyReply, FastifyRequest } from "fastify";
import { myCases } from "../../../domain/cases/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import {
  type Bill,
  billsOf,
  forgetAccount,
  noteOwed,
  paymentsOf,
  type RememberedAccount,
  rememberedAccounts,
  wantReminders,
} from "../../../domain/payments/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { type Owed, owedOn } from "../../pay/owed.ts";
import { sayStanding, standingOfOwn } from "../../pay/states.ts";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { placeName, serviceName } from "../me/lines.tsx";
import { payAddresses } from "./addresses.ts";
import { type AccountOwed, HistoryView, MyBillsView } from "./mine-view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "payments" } as const;

/** Accounts whose billers are asked while somebody waits, and for how long; the others are asked on demand. */
const askedAtOnce = 10;
const patience = 3_000;
/** Pages of a hundred of the person's cases that are looked through for open ones. */
const pagesOfCases = 10;
const perPage = 20;
const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `GET /me/bills`, `POST /me/bills` with `act` and `id`, `GET /me/payments?after=`. */
export function addMyMoneyPages(app: App, house: House): void {
  app.get<{ Querystring: { account?: unknown } }>(payAddresses.mine, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    return showBills(house, request, reply, resident, request.query.account);
  });

  app.post<{ Body: FormFields }>(payAddresses.mine, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { act, id } = request.body;
    if (typeof id !== "string" || !idShape.test(id)) throw unknownAct();
    if (act === "forget") await forgetAccount(house.payments, resident, id);
    else if (act === "remind-on" || act === "remind-off") {
      await wantReminders(house.payments, resident, id, act === "remind-on");
    } else throw unknownAct();
    return reply.redirect(payAddresses.mine, 303);
  });

  app.get<{ Querystring: { after?: unknown } }>(payAddresses.history, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    return showHistory(house, request, reply, resident, request.query.after);
  });
}

const unknownAct = (): Refusal =>
  new Refusal({ code: "act_unknown", status: 422, say: { zh: words("zh").act, en: words("en").act } });

async function showBills(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  resident: string,
  wanted: unknown,
): Promise<FastifyReply> {
  const { language } = request;
  const city = rememberedCity(house, request);
  const kept = await rememberedAccounts(house.payments, resident);
  const first = kept.filter(({ id }) => id === wanted);
  const asked = new Set([...first, ...kept.filter(({ id }) => id !== wanted)].slice(0, askedAtOnce));
  const [accounts, caseBills] = await Promise.all([
    Promise.all(kept.map((one) => accountOwed(house, resident, one, asked.has(one), language))),
    feesOfCases(house, resident),
  ]);
  const near = city ?? house.regions.city(kept[0]?.city ?? "");
  const offered = near === undefined ? [] : await house.offerings.of(near.city);
  const w = words(language);
  const main = (
    <MyBillsView
      language={language}
      accounts={accounts}
      caseBills={caseBills.map((bill) => ({
        bill,
        name: `${serviceName(house, bill.service, language)} · ${placeName(house, bill.city, language)}`,
      }))}
      todayIn={(code) => house.regions.calendarOf(code).dayOf(house.clock())}
      lookUps={offered.flatMap(({ service: { definition } }) =>
        definition.bill === undefined || near === undefined
          ? []
          : [{ href: `/${near.city}/services/${definition.code}/start`, label: definition.name[language] }],
      )}
      hidden={{ [csrfField]: reply.csrf() }}
    />
  );
  return sendPersonal(house, request, reply, { title: w.billsTitle, main, city, back: { href: "/me", label: w.me } });
}

async function accountOwed(
  house: House,
  resident: string,
  account: RememberedAccount,
  ask: boolean,
  language: Language,
): Promise<AccountOwed> {
  const { city, service } = account;
  const section = house.catalogue.service(service)?.definition.bill;
  const name = `${serviceName(house, service, language)} · ${placeName(house, city, language)}`;
  const offered = ask ? await house.offerings.one(city, service).catch(() => undefined) : undefined;
  const common = { account, name, several: section?.several === true };
  if (offered?.service.definition.bill === undefined) return { ...common, owed: undefined };
  const isOpen = offered.service.definition.sign_in === "optional";
  const profile = isOpen ? undefined : await profileOf(house.identity, resident);
  const owed: Owed = await owedOn(
    house,
    {
      ...{ city, offered, answers: account.parameters, resident },
      person: profile && { idType: profile.idType, idNumber: profile.idNumber, name: profile.name },
    },
    patience,
  );
  if (owed.kind === "found") {
    const open = owed.bills.filter(({ state }) => state === "open");
    const due = open.flatMap(({ due_on: day }) => day ?? []).sort();
    await noteOwed(house.payments, resident, account.id, {
      owed_fen: open.reduce((sum, bill) => sum + bill.owed_fen, 0n),
      due_on: due[0] ?? null,
      at: house.clock(),
    });
  }
  return { ...common, owed };
}

/** Fees of the person's open cases. */
async function feesOfCases(house: House, resident: string): Promise<readonly Bill[]> {
  const open: { city: string; number: string }[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesOfCases; page += 1) {
    const { items, next } = await myCases(house.cases, resident, {
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    open.push(...items.filter((one) => one.closed_at === null));
    if (next === null) break;
    after = next;
  }
  const bills = await Promise.all(open.map((one) => billsOf(house.payments, one.city, one.number)));
  return bills.flat().filter(({ state }) => state === "open" || state === "paid");
}

async function showHistory(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  resident: string,
  given: unknown,
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const after = readAfter(given);
  const rows = await paymentsOf(house.payments, resident, { limit: perPage + 1, ...(after ? { after } : {}) });
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  const older = rows.length > perPage && last !== undefined ? `${last.created_at.toISOString()}~${last.number}` : null;
  const main = (
    <HistoryView
      language={language}
      payments={page.map((one) => ({
        payment: one,
        service: serviceName(house, one.service, language),
        note: `${placeName(house, one.city, language)} · ${formatInstant(one.created_at, language)}`,
        ...sayStanding(standingOfOwn(one), language),
      }))}
      newerHref={after === undefined ? undefined : payAddresses.history}
      olderHref={older === null ? undefined : `${payAddresses.history}?after=${encodeURIComponent(older)}`}
    />
  );
  const city = rememberedCity(house, request);
  return sendPersonal(house, request, reply, { title: w.history, main, city, back: { href: "/me", label: w.me } });
}

function readAfter(given: unknown): { at: Date; number: string } | undefined {
  if (typeof given !== "string" || given.length > 100) return undefined;
  const [instant = "", number = ""] = given.split("~");
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) || number === "" ? undefined : { at, number };
}
