import { isDay, nearest } from "../../../foundation/rules/index.ts";
import type { Path, Source } from "../files/source.ts";
import { onDay } from "../service/late-fee.ts";
import { readService, type ServiceFile } from "../service/read.ts";

type Say = readonly [zh: string, en: string];

/** What can be paid: whether its way of finding bills fits its questions, who is paid, and whether its samples add up. */
export function checkBill(source: Source, file: ServiceFile): void {
  const { bill, kind } = file;
  const tell = (code: string, path: Path, say: Say, remedy: Say) =>
    source.problems.add(code, source.place(path), { zh: say[0], en: say[1] }, { zh: remedy[0], en: remedy[1] });
  if ((kind === "pay") !== (bill !== undefined)) {
    tell(
      "bill_kind",
      bill === undefined ? ["kind"] : ["bill"],
      bill === undefined
        ? ["种类是“缴费”，但没有写账单从哪里来。", "The kind is `pay`, but nothing says where its bills come from."]
        : ["只有种类是“缴费”的服务有账单。", "Only services of kind `pay` have bills."],
      bill === undefined
        ? ["请加 bill，写明向谁问、按什么找、交给谁。", "Add `bill`: whom to ask, how bills are found, who is paid."]
        : [
            "请删去 bill，或者把种类改成 pay。申请要收费的，写 fee。",
            "Remove `bill`, or make the kind `pay`. What an application costs stands under `fee`.",
          ],
    );
  }
  if (!bill) {
    checkNoBills(file, tell);
    return;
  }
  checkFound(file, tell);
  checkPaid(file, tell);
  checkOwed(file, tell);
}

type Tell = (code: string, path: Path, say: Say, remedy: Say) => void;

function checkFound({ bill, ask: pages, sign_in: signIn }: ServiceFile, tell: Tell): void {
  if (!bill) return;
  const questions = new Set(pages.flatMap((page) => page.questions.map((question) => question.id)));
  const named = [
    ...bill.ask.map((id, index) => ({ id, path: ["bill", "ask", index] })),
    ...(bill.about === undefined ? [] : [{ id: bill.about, path: ["bill", "about"] }]),
  ];
  for (const { id, path } of named) {
    if (questions.has(id)) continue;
    const close = nearest(id, questions);
    tell(
      "unknown_question",
      path,
      [`没有“${id}”这个问题。`, `There is no question "${id}".`],
      close === undefined
        ? ["请写 ask 各页里的问题名。", "Name a question of the pages."]
        : [`您是否想写“${close}”？`, `Did you mean "${close}"?`],
    );
  }
  if ((bill.by === "person") === (bill.about !== undefined)) {
    tell(
      "bill_about",
      ["bill", "by"],
      bill.about === undefined
        ? ["按户号或者通知书找账单，却没有写是哪个问题。", "Bills are found by a number, but no question says which."]
        : [
            `按本人找账单，却又写了“${bill.about}”。`,
            `Bills are found by the person, yet "${bill.about}" is named too.`,
          ],
      bill.about === undefined
        ? ["请加 about，写问这个号码的问题。", "Add `about` with the question that asks for the number."]
        : ["请删去 about，或者把 by 改成 account。", "Remove `about`, or make `by` account."],
    );
  } else if (bill.about !== undefined && !bill.ask.includes(bill.about)) {
    tell(
      "bill_about",
      ["bill", "about"],
      [`按“${bill.about}”找账单，却没有把它送去。`, `Bills are found by "${bill.about}", which is not sent along.`],
      ["请把它加到 bill 的 ask 里。", "Add it to `ask` of the bill."],
    );
  }
  if (bill.by === "person" && signIn === "optional") {
    tell(
      "bill_sign_in",
      ["sign_in"],
      ["按本人找账单，却不用登录，不知道是谁。", "Bills are found by the person, but nobody need sign in."],
      ["请删去 sign_in: optional。", "Remove `sign_in: optional`."],
    );
  }
  if (bill.remember === true && bill.by !== "account") {
    tell(
      "bill_remember",
      ["bill", "remember"],
      [
        "只有户号能记住：通知书只交一次，本人每次都知道。",
        "Only an account can be kept: a notice is paid once, and the person is known anyway.",
      ],
      ["请删去 remember。", "Remove `remember`."],
    );
  }
}

function checkPaid({ bill }: ServiceFile, tell: Tell): void {
  if (bill?.payee !== "treasury") return;
  const alone = bill.several !== true && (bill.partial ?? "none") === "none";
  if (!alone) {
    tell(
      "bill_treasury",
      ["bill", bill.several === true ? "several" : "partial"],
      [
        "交进国库的，一张通知书一次交清，不能几张一起交，也不能只交一部分。",
        "The treasury takes one notice at a time, and all of it.",
      ],
      ["请删去 several 和 partial。", "Remove `several` and `partial`."],
    );
  }
  if (bill.by !== "notice") {
    tell(
      "bill_treasury",
      ["bill", "by"],
      ["国库按通知书编号认账单。", "The treasury knows a bill by the number of its notice."],
      ["请写 by: notice。", "Write `by: notice`."],
    );
  }
}

function checkNoBills({ samples }: ServiceFile, tell: Tell): void {
  for (const [s, sample] of samples.entries()) {
    if (sample.owes === undefined && sample.expect.to_pay === undefined) continue;
    tell(
      "sample_owes",
      ["samples", s, ...(sample.owes === undefined ? ["expect", "to_pay"] : ["owes"])],
      ["这项服务没有账单。", "This service has no bills."],
      ["请删去 owes 和 to_pay。", "Remove `owes` and `to_pay`."],
    );
  }
}

/** Each sample in which the agency answers says what is owed, and what that comes to on its day by the rule of late fees. */
function checkOwed(file: ServiceFile, tell: Tell): void {
  const rule = readService(file).bill?.late_fee;
  for (const [s, { owes, expect, agency_says: says, on }] of file.samples.entries()) {
    const path = ["samples", s];
    const answered = says !== undefined && says !== "nothing";
    if (answered !== (owes !== undefined) || (owes === undefined) !== (expect.to_pay === undefined)) {
      tell(
        "sample_owes",
        path,
        answered
          ? ["没有写还有哪些账单没交，一共多少。", "What is owed, and what it comes to, is missing."]
          : ["查不到账单的样例，没有可以交的。", "Where nothing is found, nothing is to be paid."],
        answered
          ? [
              "请加 owes 和 expect 里的 to_pay；都交清了写 [] 和 0。",
              "Add `owes` and `to_pay`; `[]` and 0 where all is paid.",
            ]
          : ["请删去 owes 和 to_pay。", "Remove `owes` and `to_pay`."],
      );
      continue;
    }
    if (owes === undefined) continue;
    const wrong = owes.find(
      (each, index) =>
        (each.due_on !== undefined && !isDay(each.due_on)) ||
        (each.late_fee ?? 0) > each.amount ||
        owes.findIndex(({ reference }) => reference === each.reference) !== index,
    );
    if (wrong) {
      tell(
        "sample_owes",
        [...path, "owes", owes.indexOf(wrong)],
        [`账单“${wrong.reference}”写得不对。`, `Bill "${wrong.reference}" is not written right.`],
        [
          "账单号不能重复，日期要存在，滞纳金不能比总数多。",
          "References differ, days exist, and a late fee is at most the amount.",
        ],
      );
      continue;
    }
    const total = owes.reduce((sum, { amount, late_fee = 0, due_on: dueOn }) => {
      const owed = { amount_fen: BigInt(amount), late_fee_fen: BigInt(late_fee) };
      return sum + onDay(dueOn === undefined ? owed : { ...owed, dueOn }, rule, on).amount_fen;
    }, 0n);
    if (total === BigInt(expect.to_pay ?? 0)) continue;
    tell(
      "sample_to_pay",
      [...path, "expect", "to_pay"],
      [
        `这一天一共要交 ${total} 分，样例写的是 ${expect.to_pay} 分。`,
        `On this day ${total} fen are to be paid in all; the sample says ${expect.to_pay}.`,
      ],
      ["请检查 owes、late_fee 和 to_pay。", "Check `owes`, `late_fee` and `to_pay`."],
    );
  }
}
