import { join } from "node:path";
import { everybody } from "../people.ts";
import type { Open } from "../support/agency.ts";
import { type Case, Cases, caseControls, type Stage } from "../support/cases.ts";
import { isDay, monthOf, withOffset, yuan } from "../support/days.ts";
import { GatewayTime, timeControls } from "../support/gateway-time.ts";
import { HandedFiles } from "../support/handed-files.ts";
import { type Fields, textIn } from "../support/json.ts";
import { ed25519Signer, Pusher } from "../support/push.ts";
import { Records, recordControls } from "../support/records.ts";
import { missing, RestError, requiredKey, restDialect, submitted } from "../support/rest.ts";
import {
  contributions,
  type Employment,
  employmentOf,
  type Insurance,
  insurances,
  monthsEntitled,
} from "./employment.ts";
import { found, supplement, withdraw } from "./own-cases.ts";

const cardStates: Readonly<Record<Stage, string>> = {
  received: "received",
  correction_asked: "correction",
  accepted: "accepted",
  approved: "ready",
  refused: "rejected",
  withdrawn: "withdrawn",
};

const mostRecords = 600;

/** The social-security bureau: contributions, who is out of work, cards (cases of its own). */
export const open: Open = (kit) => {
  const { seed, today, folder, own, moods } = kit;
  const people = everybody(seed);
  const made = [...people.values()].map((person) => [person.idNumber, employmentOf(seed, person, today)] as const);
  const records = new Records<Employment>(new Map(made), join(folder, "records.jsonl"));
  const time = new GatewayTime(folder);
  const files = new HandedFiles(folder);
  const now = () => time.now();
  const pusher = new Pusher(ed25519Signer(own), moods, now);
  const ready = (card: Case) =>
    ({ stage: "approved", values: { card_number: `A${card.reference.slice(-8)}` } }) as const;
  const cards = new Cases(kit, ready, pusher, now);

  /** The one asked for, or somebody else when told so. Numbers that do not belong to the name are nobody's. */
  const find = (number: string, name: string, swapped: boolean) => {
    const about = swapped ? records.other(number) : number;
    const work = records.get(about);
    const known = people.get(about);
    if (!work || (!swapped && known && known.name !== name.trim()))
      throw new RestError(404, "person_not_found", "未查询到该人员信息");
    return { work, person: { name: known?.name ?? name, id_number: about } };
  };

  const dialect = restDialect(own.token, [
    {
      method: "POST",
      path: /^\/api\/contributions\/search$/,
      act: ({ body, swapped }) => {
        const name = needed(body, "name");
        const number = needed(body, "id_number");
        const insurance = insurances.find((one) => one === body["insurance"]);
        const from = day(body, "from");
        const to = day(body, "to");
        if (!insurance) {
          if (body["insurance"] === undefined) throw missing("insurance");
          throw new RestError(400, "unknown_insurance", "险种不存在", "insurance");
        }
        if (from > to) throw new RestError(400, "wrong_date", "起止日期不正确", "to");
        const { person, work } = find(number, name, swapped);
        const list = contributions(work, insurance, monthOf(from), monthOf(to), today);
        const value = {
          person,
          insurance,
          status: statusOf(work, insurance),
          months: list.length,
          first_month: list.at(-1)?.month,
          last_month: list[0]?.month,
          total_personal: yuan(list.reduce((sum, { personalFen }) => sum + personalFen, 0)),
          as_of: today,
          records: list.slice(0, mostRecords).map(({ month, employer, baseFen, personalFen, unitFen }) => ({
            month,
            employer,
            base: yuan(baseFen),
            personal: yuan(personalFen),
            unit: yuan(unitFen),
          })),
        };
        return { status: 200, value };
      },
    },
    {
      method: "GET",
      path: /^\/api\/people\/([^/]+)\/unemployment$/,
      act: ({ heard, parts: [number = ""], swapped }) => {
        const name = heard.query.get("name");
        if (!name) throw missing("name");
        const { person, work } = find(number, name, swapped);
        const paid = contributions(work, "unemployment", "1990-01", monthOf(today), today).length;
        const { status, since, employer, ended_on, reason } = work;
        const out = status === "unemployed";
        const value = {
          person,
          status,
          since,
          employer,
          ...(out ? { ended_on, reason } : {}),
          months_paid: paid,
          ...(out ? { months_entitled: monthsEntitled(paid), monthly_amount: "1530.00" } : {}),
        };
        return { status: 200, value };
      },
    },
    files.route(/^\/api\/files$/),
    {
      method: "POST",
      path: /^\/api\/cards$/,
      act: ({ heard, body }) => {
        const key = requiredKey(heard);
        const name = needed(body, "name");
        const idNumber = needed(body, "id_number");
        for (const parameter of ["phone", "bank", "delivery"]) needed(body, parameter);
        if (body["kind"] !== "new" && body["kind"] !== "replace") throw missing("kind");
        files.named("photo", body["photo"]);
        const division = textIn(body, "division", 6) ?? "430621";
        if (!/^\d{6}$/.test(division)) throw missing("division");
        const outcome = cards.submit(key, heard.body, (serial) => ({
          reference: `SC${today.slice(0, 4)}${String(serial).padStart(6, "0")}`,
          division,
          person: { name, idNumber },
          submitted: body,
        }));
        return submitted(outcome, card);
      },
    },
    {
      method: "GET",
      path: /^\/api\/cards\/([^/]+)$/,
      act: ({ parts: [reference = ""], swapped }) => ({
        status: 200,
        value: card(found(cards, swapped ? cards.other(reference) : reference)),
      }),
    },
    {
      method: "POST",
      path: /^\/api\/cards\/([^/]+)\/supplements$/,
      act: ({ heard, body, parts: [reference = ""] }) => {
        files.named("photo", body["photo"]);
        return { status: 200, value: card(supplement(cards, reference, heard, body)) };
      },
    },
    {
      method: "DELETE",
      path: /^\/api\/cards\/([^/]+)$/,
      act: ({ parts: [reference = ""] }) => ({ status: 200, value: card(withdraw(cards, reference)) }),
    },
  ]);
  return {
    ...dialect,
    controls: {
      ...recordControls(records),
      ...caseControls(cards, pusher),
      ...timeControls(() => time),
      ...files.controls,
    },
    says: { key_id: own.keyId, public_key: own.publicKey },
    close: async () => cards.close(),
  };
};

function card({ reference, person, stage, sequence, at, say, values }: Case) {
  return {
    reference,
    person: { name: person.name, id_number: person.idNumber },
    state: cardStates[stage],
    sequence,
    at: withOffset(new Date(at)),
    reason: say,
    ...values,
  };
}

function statusOf(work: Employment, insurance: Insurance): string {
  if (work.status === "retired") return "drawing";
  return work.insurances.includes(insurance) && !work.last_month ? "insured" : "paused";
}

function needed(body: Fields, name: string): string {
  const value = textIn(body, name, 200);
  if (value === undefined) throw missing(name);
  return value;
}

function day(body: Fields, name: string): string {
  const value = body[name];
  if (value === undefined) throw missing(name);
  if (!isDay(value)) throw new RestError(400, "wrong_date", "日期格式应为 YYYY-MM-DD", name);
  return value;
}
