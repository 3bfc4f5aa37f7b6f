import { AgencyFailure, type BillQuery, type UnavailableReason } from "../../domain/agencies/index.ts";
import { type Answers, type BillSection, offeringOfBody, onDay } from "../../domain/catalogue/index.ts";
import { type Bill, keepOwed, noteFinder, restated } from "../../domain/payments/index.ts";
import { bodyHash } from "../../foundation/idempotency/index.ts";
import type { House } from "../house.ts";
import { patienceOfPage } from "../look-up.ts";
import type { Offered } from "../offerings.ts";

/** What is owed, kept so that it can be paid; or why nothing is known. */
export type Owed =
  /** Bills that are owed, being paid or paid and not yet confirmed; none: nothing is owed. */
  | { readonly kind: "found"; readonly bills: readonly Bill[]; readonly at: Date }
  | { readonly kind: "none"; readonly at: Date }
  | { readonly kind: "refused"; readonly say: string; readonly at: Date }
  | { readonly kind: "unavailable"; readonly reason: UnavailableReason };

export type Asked = {
  readonly city: string;
  readonly offered: Offered;
  readonly answers: Answers;
  /** Who asks, where the service is about a person; whoever else asks is nobody's business. */
  readonly person?: NonNullable<BillQuery["person"]> | undefined;
  /** The key of that person. */
  readonly resident?: string | undefined;
};

/** The account bills are kept under: what was typed, or of a person's own bills the person and what they asked for. */
export function accountOf(
  section: BillSection,
  parameters: Readonly<Record<string, unknown>>,
  resident: string | undefined,
): string {
  if (section.by === "person") return resident === undefined ? "" : `${resident}:${bodyHash(parameters)}`;
  return String(parameters[section.about ?? ""] ?? "").trim();
}

/** What the service sends along of the answers. */
export function parametersOf(section: BillSection, answers: Answers): Readonly<Record<string, unknown>> {
  return Object.fromEntries(section.ask.flatMap((id) => (Object.hasOwn(answers, id) ? [[id, answers[id]]] : [])));
}

/** Asks the biller what is owed, adds the late fee where it is ours to work out, and keeps it. Waits no longer than a person does. */
export async function owedOn(house: House, asked: Asked, patience = patienceOfPage): Promise<Owed> {
  const { city, offered, answers, resident } = asked;
  const { code, bill: section, sign_in: signIn } = offered.service.definition;
  if (section === undefined) throw new Error(`${code} has no bills`);
  const { agency, connector } = offeringOfBody(offered.offering, answers);
  const parameters = parametersOf(section, answers);
  const person = signIn === "optional" ? undefined : asked.person;
  const { operation, payee } = section;
  try {
    const said = await house.agencies.bills(
      { city, agency: connector, operation, parameters, ...(person === undefined ? {} : { person }) },
      AbortSignal.timeout(patience),
    );
    if (said.kind !== "found") return said;
    const today = house.regions.calendarOf(city).dayOf(house.clock());
    const bills = await keepOwed(
      house.payments,
      {
        ...{ city, agency, biller: connector, service: code, payee, operation, parameters },
        account: accountOf(section, parameters, resident),
        lateFeeOurs: new Set(said.bills.flatMap((bill) => (bill.late_fee_fen === 0n ? [bill.reference] : []))),
        ...(section.partial === "none" ? {} : { partialMinFen: BigInt(section.partial.min_fen) }),
      },
      said.bills.map((bill) => onDay(bill, section.late_fee, today)),
    );
    if (signIn !== "optional" && section.by !== "person" && resident !== undefined) {
      await noteFinder(house.payments, bills, resident);
    }
    return { kind: "found", bills: bills.filter(({ state }) => state === "open" || state === "paid"), at: said.at };
  } catch (error) {
    if (!(error instanceof AgencyFailure)) throw error;
    return { kind: "unavailable", reason: error.reason };
  }
}

/** Bills as they are owed today: of those kept on another day the late fee has grown, where it is ours to work out. */
export async function asOfToday(house: House, bills: readonly Bill[]): Promise<readonly Bill[]> {
  return restated(house.payments, bills, ({ city, service, due_on: dueOn, owed_fen, late_fee_fen: late, facts }) => {
    const rule = house.catalogue.service(service)?.definition.bill?.late_fee;
    if (facts.late_fee_ours !== true || rule === undefined || dueOn === null || owed_fen <= late) return undefined;
    const today = house.regions.calendarOf(city).dayOf(house.clock());
    return onDay({ amount_fen: owed_fen - late, late_fee_fen: 0n, dueOn }, rule, today);
  });
}

/** Whether a bill's biller looks it up for anybody who knows the account: then anybody may pay it. */
export function isOpenToAll(house: House, { service }: Pick<Bill, "service">): boolean {
  return house.catalogue.service(service)?.definition.sign_in === "optional";
}
