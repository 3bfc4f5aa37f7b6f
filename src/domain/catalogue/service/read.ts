import type { Text } from "../../../foundation/i18n/index.ts";
import type { BillSection } from "./bill.ts";
import type {
  CertificateTemplate,
  Duration,
  Fee,
  Question,
  QuestionPage,
  Sample,
  ServiceDefinition,
  TimeLimit,
} from "./definition.ts";

type FileLimit =
  | string
  | {
      law: string;
      promise?: string;
      basis?: "law" | "local";
      longest?: { limit: string; when: { zh: string; en: string } };
    };

type FileFee = Omit<Fee, "amount_fen" | "amounts"> & {
  readonly amount?: number;
  readonly amounts?: readonly { readonly when?: string; readonly say: Text; readonly amount: number }[];
};

type FileBill = Pick<BillSection, "operation" | "by" | "ask" | "about" | "payee" | "account"> & {
  readonly partial?: "none" | { readonly min: number };
  readonly several?: boolean;
  readonly remember?: boolean;
  readonly late_fee?: Omit<NonNullable<BillSection["late_fee"]>, "rate_bp" | "free_days"> & {
    readonly percent_a_day: number;
    readonly free_days?: number;
  };
};

/** A service file as its schema allows it. */
export type ServiceFile = Omit<
  ServiceDefinition,
  "time" | "fee" | "refuse" | "deliver" | "result" | "ask" | "samples" | "bill"
> & {
  readonly time: Readonly<Record<"accept" | "decide", FileLimit> & Partial<Record<"correct" | "deliver", FileLimit>>>;
  readonly fee: "none" | FileFee;
  readonly bill?: FileBill;
  readonly refuse?: ServiceDefinition["refuse"];
  readonly deliver?: ServiceDefinition["deliver"];
  readonly result?: ServiceDefinition["result"];
  readonly ask: readonly QuestionPage[];
  readonly samples: readonly Sample[];
};

/** `5 working days`, `15 days`, `instant`. */
export function readDuration(text: string): Duration {
  if (text === "instant") return { days: 0, unit: "days" };
  const [count = "0", ...unit] = text.split(" ");
  return { days: Number(count), unit: unit[0] === "working" ? "working_days" : "days" };
}

function readLimit(limit: FileLimit): TimeLimit {
  if (typeof limit === "string") return { law: readDuration(limit) };
  return {
    law: readDuration(limit.law),
    ...(limit.promise === undefined ? {} : { promise: readDuration(limit.promise) }),
    ...(limit.basis === undefined ? {} : { basis: limit.basis }),
    ...(limit.longest === undefined
      ? {}
      : { longest: { limit: readDuration(limit.longest.limit), when: limit.longest.when } }),
  };
}

/** Yuan as people write them, kept in fen; per cent, kept in basis points. */
const fen = (yuan: number) => Math.round(yuan * 100);

function readFee({ amount, amounts, ...rest }: FileFee): Fee {
  return {
    ...rest,
    ...(amount === undefined ? {} : { amount_fen: fen(amount) }),
    ...(amounts === undefined
      ? {}
      : { amounts: amounts.map(({ amount: yuan, ...row }) => ({ ...row, amount_fen: fen(yuan) })) }),
  };
}

/** What the file leaves out: nothing in parts, one bill at a time, no account kept. */
function readBill({
  partial = "none",
  several = false,
  remember = false,
  late_fee: late,
  ...rest
}: FileBill): BillSection {
  return {
    ...rest,
    partial: partial === "none" ? "none" : { min_fen: fen(partial.min) },
    several,
    remember,
    ...(late === undefined ? {} : { late_fee: readLateFee(late) }),
  };
}

function readLateFee({ percent_a_day: percent, free_days = 0, ...rest }: NonNullable<FileBill["late_fee"]>) {
  return { ...rest, free_days, rate_bp: fen(percent) };
}

/** Both conditions as one rule. */
export function bothRules(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return `(${a}) and (${b})`;
}

function readQuestion(question: Question, page: QuestionPage): Question {
  const when = bothRules(page.when, question.when);
  return when === undefined ? question : { ...question, when };
}

/** The definition a file stands for: durations read, defaults filled in, a page's condition part of its questions' own. */
export function readService({ bill, ...file }: ServiceFile): ServiceDefinition {
  return {
    ...file,
    ...(bill === undefined ? {} : { bill: readBill(bill) }),
    time: {
      accept: readLimit(file.time.accept),
      decide: readLimit(file.time.decide),
      ...(file.time.correct === undefined ? {} : { correct: readLimit(file.time.correct) }),
      ...(file.time.deliver === undefined ? {} : { deliver: readLimit(file.time.deliver) }),
    },
    fee: file.fee === "none" ? "none" : readFee(file.fee),
    refuse: file.refuse ?? [],
    deliver: file.deliver ?? [],
    result: file.result ?? {},
    ask: file.ask.map((page) => ({
      ...page,
      questions: page.questions.map((question) => readQuestion(question, page)),
    })),
  };
}

/** A certificate file has the template's form already. */
export function readCertificate(value: unknown): CertificateTemplate {
  return value as CertificateTemplate;
}
