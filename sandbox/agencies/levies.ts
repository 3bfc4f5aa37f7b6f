import type { Fields } from "../support/json.ts";
import type { Registers } from "../support/registers.ts";
import { needed, nothingKnown, XmlError, type XmlOperation } from "../support/xml.ts";
import { inKeys, type Key, tableOf, xmlBilling } from "../support/xml-billing.ts";

/** What the tax bureau collects, by the code of the levy: whose question is which key, and how a look-up is written. */
type Levy = {
  readonly operation: string;
  /** Their key of what is sent, and our name; `{code: word}` where they have codes. */
  readonly sent: Readonly<Record<string, readonly [name: string, codes?: Readonly<Record<string, string>>]>>;
  readonly keys: Readonly<Record<string, Key>>;
  readonly table?: { readonly in: string; readonly keys: Readonly<Record<string, Key>> };
};

const insurances = {
  "10210": "flexible_pension",
  "10212": "flexible_medical",
  "10220": "resident_pension",
  "10222": "resident_medical",
};

const known: Readonly<Record<string, Levy>> = {
  SB: {
    operation: "social-contributions",
    sent: { XZDM: ["insurance_type", insurances] },
    keys: {
      payment_state: ["JFZT", "codes", { due: "0", paid: "1", season_over: "2", paid_for_you: "3" }],
      ...{ paid_for: ["SSQ"], base_amount: ["JFJS", "yuan"], full_amount: ["YJFE", "yuan"], subsidy: ["BTJE", "yuan"] },
      ...{ amount_due: ["SJYJ", "yuan"], pay_by: ["JZRQ", "day"], pay_at: ["JFDD"] },
    },
  },
  CL: {
    operation: "vehicle-taxes",
    sent: { CJH: ["vin"], SZDM: ["which_tax", { "10115": "purchase", "10114": "yearly" }] },
    keys: {
      ...{ tax_name: ["SZMC"], vehicle_model: ["CLXH"], tax_period: ["SSQ"] },
      tax_state: ["JSZT", "codes", { due: "0", paid: "1", overdue: "2", exempt: "3" }],
      ...{ full_tax: ["YNSE", "yuan"], reduction: ["JMSE", "yuan"], late_fee: ["ZNJ", "yuan"] },
      ...{ amount_due: ["SJYJ", "yuan"], pay_by: ["JZRQ", "day"], pay_at: ["JSDD"] },
    },
  },
  YB: {
    operation: "resident-insurance-premium",
    sent: {
      CXFW: ["for_whom", { "1": "me", "2": "us", "3": "others" }],
      ND: ["premium_for", { "0": "this_year", "1": "next_year" }],
    },
    keys: {
      insured_year: ["NDMC"],
      paid_state: ["JFZT", "codes", { unpaid: "0", paid: "1", partly: "2", closed: "3" }],
      ...{ total_due: ["SJYJ", "yuan"], pay_by: ["JZRQ", "day"], covered_from: ["DYKSRQ", "day"] },
    },
    table: {
      in: "each",
      keys: {
        ...{ name: ["XM"], premium: ["GRJF", "yuan"], subsidy: ["BTJE", "yuan"] },
        state: ["JFZT", "codes", { paid: "1", unpaid: "0", not_needed: "9" }],
      },
    },
  },
};

function askedIn(body: Fields) {
  const levy = known[needed(body, "YWLX")];
  if (!levy) throw new XmlError(-4, "业务类型不存在：YWLX");
  const parameters = Object.fromEntries(
    Object.entries(levy.sent).map(([key, [name, codes]]) => {
      const said = needed(body, key);
      const value = codes ? codes[said] : said;
      if (value === undefined) throw new XmlError(-4, `代码不存在：${key}`);
      return [name, value];
    }),
  );
  const number = body["NSRSBH"];
  return { levy, asked: { number: typeof number === "string" ? number.toUpperCase() : undefined, parameters } };
}

const about = (one: { readonly person?: string; readonly about?: string }): Fields => ({
  ...(one.person === undefined ? {} : { NSRSBH: one.person }),
  ...(one.about === undefined ? {} : { CJH: one.about }),
});

/** QUERY_LEVY: what is to be paid, for people to read; and the bills of it. */
export function levies(registers: Registers): Readonly<Record<string, XmlOperation>> {
  return {
    QUERY_LEVY: (body, swapped) => {
      const { levy, asked } = askedIn(body);
      const found = registers.lookUp(levy.operation, asked);
      if (!found) throw nothingKnown();
      const { entry, says } = found;
      const shown = (swapped ? registers.other(levy.operation, entry) : undefined) ?? entry;
      return {
        ...about(shown),
        ...inKeys(says, levy.keys),
        ...(levy.table ? { ROWS: tableOf(says[levy.table.in], levy.table.keys) } : {}),
      };
    },
    ...xmlBilling(registers, {
      asked: (body) => {
        const { levy, asked } = askedIn(body);
        return { operation: levy.operation, asked };
      },
      about,
    }),
  };
}
