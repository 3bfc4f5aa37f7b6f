import type { Open } from "../support/agency.ts";
import { type Case, Cases, caseControls, type Stage } from "../support/cases.ts";
import { withOffset, yuan } from "../support/days.ts";
import { HandedFiles } from "../support/handed-files.ts";
import { type Fields, isFields, textIn } from "../support/json.ts";
import { ed25519Signer, Pusher } from "../support/push.ts";
import { Registers } from "../support/registers.ts";
import { missing, requiredKey, restDialect, submitted } from "../support/rest.ts";
import { restBilling } from "../support/rest-billing.ts";
import { found, supplement, withdraw } from "./own-cases.ts";

const statuses: Readonly<Record<Stage, string>> = {
  received: "filed",
  correction_asked: "correction",
  accepted: "reviewing",
  approved: "docketed",
  refused: "rejected",
  withdrawn: "withdrawn",
};

/** The court: filings of its own, told step by step to whoever filed them, and its fees by the number of a notice. */
export const open: Open = (kit) => {
  const { today, own, moods } = kit;
  const registers = new Registers(kit);
  const files = new HandedFiles(kit.folder);
  const now = () => registers.book.time.now();
  const pusher = new Pusher(ed25519Signer(own), moods, now);
  const filings = new Cases(kit, (one) => ({ stage: "approved", values: docketed(one, today) }), pusher, now);
  const dialect = restDialect(own.token, [
    ...restBilling(registers, { operation: "court-fee", name: "notice_no", money: ["amount_due", "amount"] }),
    files.route(/^\/open\/v1\/files$/),
    {
      method: "POST",
      path: /^\/open\/v1\/filings$/,
      act: ({ heard, body }) => {
        const key = requiredKey(heard);
        const division = textIn(body, "division", 6);
        if (!division || !/^\d{6}$/.test(division)) throw missing("division");
        const plaintiff = party(body, "plaintiff");
        const idNumber = textIn(plaintiff, "id_number", 30);
        if (!idNumber) throw missing("plaintiff.id_number");
        party(body, "defendant");
        for (const [name, most] of texts) if (!textIn(body, name, most)) throw missing(name);
        if (body["amount"] !== undefined && amountIn(body) === undefined) throw missing("amount");
        if (body["evidence"] !== undefined && !Array.isArray(body["evidence"])) throw missing("evidence");
        files.named("evidence", body["evidence"]);
        const outcome = filings.submit(key, heard.body, (serial) => ({
          reference: `WL${division}-${today.slice(0, 4)}-${String(serial).padStart(6, "0")}`,
          division,
          person: { name: String(plaintiff["name"]), idNumber },
          submitted: body,
        }));
        return submitted(outcome, shape);
      },
    },
    {
      method: "GET",
      path: /^\/open\/v1\/filings\/([^/]+)$/,
      act: ({ parts: [reference = ""], swapped }) => ({
        status: 200,
        value: shape(found(filings, swapped ? filings.other(reference) : reference)),
      }),
    },
    {
      method: "POST",
      path: /^\/open\/v1\/filings\/([^/]+)\/supplements$/,
      act: ({ heard, body, parts: [reference = ""] }) => {
        files.named("evidence", body["evidence"]);
        return { status: 200, value: shape(supplement(filings, reference, heard, body)) };
      },
    },
    {
      method: "DELETE",
      path: /^\/open\/v1\/filings\/([^/]+)$/,
      act: ({ parts: [reference = ""] }) => ({ status: 200, value: shape(withdraw(filings, reference)) }),
    },
  ]);
  return {
    ...dialect,
    controls: { ...caseControls(filings, pusher), ...registers.book.controls, ...files.controls },
    says: { key_id: own.keyId, public_key: own.publicKey },
    close: async () => {
      registers.book.close();
      filings.close();
    },
  };
};

const texts = [
  ["cause", 200],
  ["claim", 20_000],
] as const;

function party(body: Fields, name: string): Fields {
  const value = body[name];
  if (!isFields(value) || !textIn(value, "name", 200)) throw missing(`${name}.name`);
  return value;
}

/** Fen; undefined when it is no amount in yuan with two places. */
function amountIn(body: Fields): number | undefined {
  const text = body["amount"];
  return typeof text === "string" && /^\d{1,12}\.\d{2}$/.test(text) ? Number(text.replace(".", "")) : undefined;
}

function shape({ reference, person, stage, sequence, at, say, values }: Case) {
  return {
    reference,
    person: { name: person.name, id_number: person.idNumber },
    status: statuses[stage],
    sequence,
    at: withOffset(new Date(at)),
    say,
    values,
  };
}

// Signs of the provinces, by the first two digits of a division.
const provinces: Readonly<Record<string, string>> = Object.fromEntries(
  "11京12津13冀14晋15内21辽22吉23黑31沪32苏33浙34皖35闽36赣37鲁41豫42鄂43湘44粤45桂46琼50渝51川52黔53滇54藏61陕62甘63青64宁65新"
    .match(/\d\d./gu)
    ?.map((pair) => [pair.slice(0, 2), pair.slice(2)]) ?? [],
);

/** What the court says when it dockets: number of the case, fee by the scale of 诉讼费用交纳办法 第13条. */
function docketed({ division, reference, submitted: body }: Case, today: string): Record<string, unknown> {
  const serial = Number(reference.slice(-6));
  const fields = isFields(body) ? body : {};
  return {
    case_number: `(${today.slice(0, 4)})${provinces[division.slice(0, 2)] ?? "京"}${division.slice(2)}民初${serial}号`,
    court_fee: yuan(String(fields["cause"]).includes("劳动争议") ? 1_000 : fee(amountIn(fields) ?? 0)),
  };
}

function fee(amount: number): number {
  const tenThousand = 1_000_000;
  if (amount <= tenThousand) return 5_000;
  if (amount <= 10 * tenThousand) return Math.round(amount * 0.025) - 20_000;
  if (amount <= 20 * tenThousand) return Math.round(amount * 0.02) + 30_000;
  if (amount <= 50 * tenThousand) return Math.round(amount * 0.015) + 130_000;
  return Math.round(amount * 0.01) + 380_000;
}
