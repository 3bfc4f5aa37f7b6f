import type { ActType, CaseRow } from "../../../domain/cases/index.ts";
import { atTheCounter, callResults, disclosureOutcomes, limitsOf } from "../../../domain/cases/index.ts";
import type { Duration, ServiceVersion } from "../../../domain/catalogue/index.ts";
import type { Weight } from "../../../foundation/html/index.ts";
import { formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";
import { posted } from "../form.ts";
import { isAnswered, mannerOf, ownForms } from "../manners.ts";
import { actWords, callResultNames, outcomeNames, words } from "./words.ts";

type Kind = "line" | "lines" | "text" | "clerk" | "choice";

/** One thing an act asks. `name` is what the act itself calls it; in the page it carries the act before it. */
type ActField = {
  readonly name: string;
  readonly label: string;
  readonly kind: Kind;
  readonly hint?: string | undefined;
  readonly optional?: boolean | undefined;
  /** What stands there until something is typed. */
  readonly value?: string | undefined;
  /** choice: what can be chosen. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
};

/** An act as it stands on the page. */
export type ActForm = {
  readonly type: ActType;
  readonly title: string;
  /** What follows from it, in one line. */
  readonly says: string;
  readonly fields: readonly ActField[];
  readonly button: string;
  readonly weight: Weight;
  /** Stands among what to do now; the others are in a second group. */
  readonly main: boolean;
  /** Reasons kept ready for it: the way to this page with the text in its field. */
  readonly ready?: readonly { readonly href: string; readonly label: string }[] | undefined;
  /** What else is told with it. */
  readonly told?: { readonly title: string; readonly text: string } | undefined;
};

const second: ReadonlySet<ActType> = new Set([
  "assign",
  "note",
  "suspend",
  "extend",
  "transfer",
  "reopen",
  "ask_extension",
  "refuse_extension",
  "join",
]);
const cannotBeTakenBack: ReadonlySet<ActType> = new Set(["decline", "refuse", "transfer"]);

type About = {
  readonly row: CaseRow;
  readonly service: ServiceVersion;
  readonly language: Language;
  /** Who has the case now, when it is somebody else. */
  readonly holder: string | undefined;
  /** Reports: the agencies one can be sent to. */
  readonly agencies?: readonly { readonly value: string; readonly label: string }[];
};

/** The form of an act: what it asks, and what it says will follow. */
export function actForm(type: ActType, about: About): ActForm {
  const { row, service, language } = about;
  const w = actWords(language);
  const { definition } = service;
  const manner = mannerOf(definition);
  const answered = isAnswered(manner);
  const own = (key: keyof (typeof ownForms)[typeof manner], usual: string) => {
    const said = ownForms[manner][key];
    return said === undefined ? usual : say(said, language);
  };
  const limit = (duration: Duration) => w.days({ days: duration.days, working: duration.unit === "working_days" });
  const { promise_days: days, promise_unit: unit } = row;
  const limits = limitsOf(service, days === null || unit === null ? null : { days, unit });
  const reason = (label: string): ActField => ({ name: "reason", label, kind: "text" });
  const outcome = (act: keyof typeof disclosureOutcomes): ActField[] =>
    row.regime === "disclosure"
      ? [
          {
            name: "outcome",
            label: w.outcome,
            kind: "choice",
            options: disclosureOutcomes[act].map((value) => ({ value, label: outcomeNames(language)[value] })),
          },
        ]
      : [];
  const make = (title: string, says: string, fields: readonly ActField[], more: Partial<ActForm> = {}): ActForm => ({
    type,
    title,
    says,
    fields,
    button: title,
    weight: cannotBeTakenBack.has(type) ? "danger" : second.has(type) || type === "take" ? "second" : "first",
    main: !second.has(type),
    ...more,
  });
  switch (type) {
    case "take":
      return make(w.take, about.holder === undefined ? w.takeSays : w.takeOver({ name: about.holder }), []);
    case "assign":
      return make(w.assign, w.assignSays, [
        { name: "to", label: w.assignTo, kind: "clerk" },
        { name: "note", label: w.assignNote, kind: "line", optional: true },
      ]);
    case "accept":
      return make(own("accept", w.accept), w.acceptSays({ limit: limit(limits.decide) }), []);
    case "ask_correction": {
      const items = { name: "items", label: w.askItems, kind: "lines", hint: w.askItemsHint } as const;
      return make(w.ask_correction, w.askSays({ limit: limit(limits.correct) }), [items], { weight: "second" });
    }
    case "decline":
      return make(own("decline", w.decline), own("declineSays", w.declineSays), [
        reason(w.declineReason),
        { name: "where", label: w.declineWhere, kind: "line" },
      ]);
    case "approve": {
      if (answered) {
        const optional = row.regime !== "complaint" && row.regime !== "disclosure";
        const answer: ActField = { name: "note", label: w.answerNote, kind: "text", optional };
        const withheld: ActField = { name: "reason", label: w.withheldReason, kind: "text", optional: true };
        return make(own("approve", w.answer), own("approveSays", w.answerSays), [
          ...outcome("approve"),
          answer,
          ...(row.regime === "disclosure" ? [withheld] : []),
        ]);
      }
      const says =
        definition.result.certificate === undefined
          ? own("approveSays", w.approveSays)
          : w.approveCertificate({ limit: limit(limits.deliver) });
      return make(own("approve", w.approve), says, [
        { name: "note", label: w.approveNote, kind: "text", optional: true },
      ]);
    }
    case "refuse":
      return make(
        answered && manner !== "disclosure" ? w.refuseAnswer : own("refuse", w.refuse),
        own("refuseSays", w.refuseSays),
        [...outcome("refuse"), reason(w.refuseReason)],
        { told: { title: words(language).remedies, text: say(definition.remedies, language) } },
      );
    case "deliver": {
      if (row.delivery === "post") {
        return make(w.deliver, w.deliverPost, [{ name: "tracking", label: w.deliverTracking, kind: "line" }]);
      }
      return row.delivery === "collect"
        ? make(own("deliver", w.deliver), own("deliverSays", w.deliverCollect), [])
        : make(w.deliverClose, w.deliverCloseSays, []);
    }
    case "suspend":
      return make(own("suspend", w.suspend), own("suspendSays", w.suspendSays), [reason(w.suspendReason)]);
    case "resume":
      return make(own("resume", w.resume), w.resumeSays, []);
    case "extend":
      return make(
        row.report?.extension === "asked" ? w.grantExtension : w.extend,
        w.extendSays({ limit: limit(limits.extension) }),
        [reason(w.extendReason)],
      );
    case "dispatch":
      return make(w.dispatch, w.dispatchSays, [
        { name: "agency", label: w.dispatchAgency, kind: "choice", options: about.agencies ?? [] },
        { name: "days", label: w.dispatchDays, kind: "line", optional: true },
        { name: "note", label: w.dispatchNote, kind: "line", optional: true },
      ]);
    case "send_back":
      return make(w.sendBack, w.sendBackSays, [reason(w.sendBackReason)], { weight: "second" });
    case "ask_extension":
      return make(w.askExtension, w.askExtensionSays({ limit: limit(limits.extension) }), [
        reason(w.askExtensionReason),
      ]);
    case "refuse_extension":
      return make(w.refuseExtension, w.refuseExtensionSays, [reason(w.refuseExtensionReason)]);
    case "join":
      return make(w.join, w.joinSays, [{ name: "report", label: w.joinReport, kind: "line" }]);
    case "part":
      return make(w.part, w.partSays, [], { weight: "second" });
    case "call_back":
      return make(w.callBack, w.callBackSays, [
        {
          name: "result",
          label: w.callBackResult,
          kind: "choice",
          options: callResults.map((value) => ({ value, label: callResultNames(language)[value] })),
        },
        { name: "note", label: w.callBackNote, kind: "text", optional: true },
      ]);
    case "transfer":
      return make(w.transfer, w.transferSays, [
        { name: "where", label: w.transferWhere, kind: "line" },
        reason(w.transferReason),
      ]);
    case "reopen":
      return make(w.reopen, w.reopenSays, [reason(w.reopenReason)]);
    case "record":
      return make(w.record, w.recordSays, recordFields(row, language), { weight: "second" });
    case "note":
      return make(w.note, w.noteSays, [{ name: "note", label: w.noteText, kind: "text" }], { button: w.noteSave });
    default:
      return make(type, "", []);
  }
}

/** What this case still asks of the counter, the amount filled in where it is known. */
function recordFields(row: CaseRow, language: Language): ActField[] {
  const w = actWords(language);
  const { fee, visit } = atTheCounter(row);
  const due = fee?.amount_fen ?? null;
  const what: ActField = {
    name: "what",
    label: w.recordWhat,
    kind: "choice",
    value: fee === undefined ? "visited" : "fee_paid",
    options: [
      ...(fee === undefined ? [] : [{ value: "fee_paid", label: w.recordFee }]),
      ...(visit === undefined ? [] : [{ value: "visited", label: w.recordVisit }]),
    ],
  };
  if (fee === undefined) return [what];
  return [
    what,
    {
      name: "amount",
      label: w.recordAmount,
      hint: due === null ? w.recordAmountUnknown : w.recordAmountDue({ amount: formatMoney(BigInt(due), language) }),
      kind: "line",
      value: due === null ? "" : yuan(due),
      optional: visit !== undefined,
    },
    { name: "receipt_number", label: w.recordReceipt, kind: "line", optional: true },
    { name: "reason", label: w.recordReason, kind: "line", optional: true },
  ];
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

/** The name of an act's field in the page: the same name stands in several forms. */
export function fieldName(type: ActType, field: string): string {
  return `${type}-${field}`;
}

export type Typed = Readonly<Record<string, string>>;

/** What was typed into an act's form, by the act's own names of its fields. */
export function typedOf(body: unknown, form: ActForm): Typed {
  return Object.fromEntries(
    form.fields.map((field) => [
      field.name,
      posted(body, fieldName(form.type, field.name)).replaceAll("\r\n", "\n").slice(0, 20_000),
    ]),
  );
}

/** The input of the act: a list where one thing stands on each line. */
export function inputOf(form: ActForm, typed: Typed): Record<string, unknown> {
  return Object.fromEntries(
    form.fields.map(({ name, kind }) => {
      const text = typed[name] ?? "";
      if (kind !== "lines") return [name, text];
      return [name, text.split("\n").filter((line) => line.trim() !== "")];
    }),
  );
}
