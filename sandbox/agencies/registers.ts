import { join } from "node:path";
import { ControlError, type Open } from "../support/agency.ts";
import { type Outcome, says } from "../support/bill-book.ts";
import { withOffset } from "../support/days.ts";
import { Journal } from "../support/journal.ts";
import { type Fields, isFields, textIn } from "../support/json.ts";
import { type Entry, fits } from "../support/register-files.ts";
import { askedIn, Registers } from "../support/registers.ts";
import { missing, RestError, restDialect } from "../support/rest.ts";

const pageLength = 500;

/**
 * Registers of all agencies without a dialect of their own. They speak the standard contract (src/outside/agencies/README.md) and know
 * what `sandbox/registers/` says of the people and accounts of the demonstration, and what is owed there.
 */
export const open: Open = (kit) => {
  const { own, folder } = kit;
  const registers = new Registers(kit);
  const { book } = registers;
  // Facts changed from outside stand before those of the files, newest first.
  const told = new Map<string, Entry[]>();
  const journal = new Journal(join(folder, "records.jsonl"));
  const change = ({ operation, entry }: { operation: string; entry: Entry }) =>
    told.set(operation, [entry, ...(told.get(operation) ?? [])]);
  for (const one of journal.read<{ operation: string; entry: Entry }>()) change(one);

  const dialect = restDialect(own.token, [
    {
      method: "POST",
      path: /^\/look-ups\/([a-z0-9-]{1,60})$/,
      act: ({ body, parts: [operation = ""], swapped }) => {
        if (!registers.has(operation) && !told.has(operation))
          throw new RestError(404, "no_such_operation", "接口不存在");
        const asked = askedIn(body);
        if (isFields(body["person"]) && !asked.number) throw missing("person.id_number");
        const known = told.get(operation)?.find((entry) => fits(entry, asked));
        const found = known ? { entry: known, says: known.says } : registers.lookUp(operation, asked);
        if (!found) return { status: 200, value: { none: true } };
        return { status: 200, value: { about: aboutOf(found.entry, swapped), found: found.says } };
      },
    },
    {
      method: "POST",
      path: /^\/bills\/([a-z0-9-]{1,60})$/,
      act: ({ body, parts: [operation = ""], swapped }) => {
        if (!registers.has(operation)) throw new RestError(404, "no_such_operation", "接口不存在");
        const found = registers.bills(operation, askedIn(body));
        if (!found) return { status: 200, value: { none: true } };
        const bills = found.bills.map((bill) => ({
          ...{ reference: bill.reference, amount_fen: bill.owed, late_fee_fen: bill.late, due_on: bill.due_on },
          ...{ period: bill.period, holder: bill.holder },
          items: [
            ...(bill.items ?? []).map(({ name, amount }) => ({ name, amount_fen: amount })),
            ...(bill.late > 0 ? [{ name: bill.penalty ? "加处罚款" : "违约金", amount_fen: bill.late }] : []),
          ],
          ...(bill.unit === undefined
            ? {}
            : {
                ...{ notice: bill.reference, unit: bill.unit, unit_name: bill.unit_name },
                notice_type: bill.penalty ? "penalty" : "ordinary",
              }),
        }));
        return { status: 200, value: { about: aboutOf(found.entry, swapped), bills } };
      },
    },
    {
      method: "POST",
      path: /^\/write-offs$/,
      act: ({ body, swapped }) => {
        const [key, reference] = [textIn(body, "key", 100), textIn(body, "reference", 64)];
        const { amount_fen: amount, paid_at: paidAt } = body;
        if (!key) throw missing("key");
        if (!reference) throw missing("reference");
        if (!Number.isSafeInteger(amount) || Number(amount) <= 0) throw missing("amount_fen");
        if (typeof paidAt !== "string" || Number.isNaN(Date.parse(paidAt))) throw missing("paid_at");
        const payment = { key, reference, amount: Number(amount), paidAt: new Date(paidAt) };
        return { status: 200, value: outcomeOf(key, book.writeOff(payment), swapped) };
      },
    },
    {
      method: "POST",
      path: /^\/reversals$/,
      act: ({ body, swapped }) => {
        const name = (field: string, longest: number): string => {
          const text = textIn(body, field, longest);
          if (!text) throw missing(field);
          return text;
        };
        const { amount_fen: amount } = body;
        if (!Number.isSafeInteger(amount) || Number(amount) <= 0) throw missing("amount_fen");
        const [reversal, key, reference] = [name("reversal", 100), name("key", 100), name("reference", 64)];
        const said = book.reverse({ reversal, key, reference, amount: Number(amount) });
        const repeated = swapped ? swappedKey : reversal;
        return typeof said === "string"
          ? { status: 200, value: { reversal: repeated, state: "refused", say: said } }
          : { status: 200, value: { reversal: repeated, state: "done", reference: said.number } };
      },
    },
    {
      method: "GET",
      path: /^\/write-offs\/([^/]{1,100})$/,
      act: ({ parts: [key = ""], swapped }) => {
        const outcome = book.query(key);
        return { status: 200, value: outcome ? outcomeOf(key, outcome, swapped) : { key, state: "absent" } };
      },
    },
    {
      method: "GET",
      path: /^\/write-offs$/,
      act: ({ heard }) => {
        const lines = book.lines(heard.query.get("day") ?? "");
        if (!lines) return { status: 200, value: { none: true } };
        const from = Number(heard.query.get("after") ?? 0);
        const items = lines.slice(from, from + pageLength).map(({ key, reference, amount, at, state }) => ({
          ...{ key, reference, amount_fen: amount, state, at: withOffset(new Date(at)) },
        }));
        const next = from + pageLength < lines.length ? { next: String(from + pageLength) } : {};
        return { status: 200, value: { items, ...next } };
      },
    },
  ]);
  return {
    ...dialect,
    controls: {
      ...book.controls,
      "GET /control/records": () => ({ operations: [...new Set([...registers.operations, ...told.keys()])] }),
      "POST /control/records": ({ operation, entry }) => {
        if (typeof operation !== "string" || !isFields(entry) || !isFields(entry["says"])) {
          throw new ControlError("operation and entry { person or about, when?, says }");
        }
        const one = { operation, entry: entry as unknown as Entry };
        change(one);
        journal.append(one);
        return {};
      },
    },
    says: {},
    close: async () => book.close(),
  };
};

function aboutOf({ person, about }: Entry, swapped: boolean): Fields {
  if (swapped) return { id_number: "110101199003070011", account: "0000000000" };
  return { ...(person === undefined ? {} : { id_number: person }), ...(about === undefined ? {} : { account: about }) };
}

/** Somebody else's number, for the mood of the wrong person. */
const swappedKey = "00000000000000000000000000000";

function outcomeOf(key: string, { word, written }: Outcome, swapped: boolean): Fields {
  const repeated = swapped ? swappedKey : key;
  if (word === "done") return { key: repeated, state: "done", reference: written?.number };
  if (word === "waiting") return { key: repeated, state: "waiting" };
  return { key: repeated, state: "refused", code: word, say: says[word] };
}
