import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { listTemplates } from "../../../domain/caseload/index.ts";
import {
  atTheCounter,
  type CaseRow,
  erasedFor,
  feeOfCase,
  findCheck,
  type CaseView as Opened,
  viewCase,
  whoseMove,
} from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { listCaseFiles } from "../../../domain/documents/index.ts";
import { type Clerk, clerksOf, maskIdNumber } from "../../../domain/identity/index.ts";
import { reachedAbout } from "../../../domain/notifications/index.ts";
import { isReport } from "../../../domain/reports/index.ts";
import { formatInstant, formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { feeInShort } from "../../fee-words.ts";
import type { House } from "../../house.ts";
import { type FeeStanding, feeStanding } from "../../pay/fee-standing.ts";
import { payWords } from "../../pay/words.ts";
import { caseClock } from "../clocks.ts";
import { actsOpenTo, worksFor } from "../desk.ts";
import { formKey, hiddenOf } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { mannerOf } from "../manners.ts";
import { clerkNames } from "../names.ts";
import { agencyOptions } from "../reports/agencies.ts";
import { reportPanel } from "../reports/panel.tsx";
import { withoutSecret } from "../reports/secret.ts";
import { agencyWord, waitingFor } from "../waiting.ts";
import { roleNames, staffWords } from "../words.ts";
import { actForm, type Typed } from "./act-forms.ts";
import { divisionPath, otherFiles, shownPages } from "./answers.ts";
import { erasurePanel } from "./erasure.tsx";
import { sameEvent } from "./same-event.ts";
import { timelineEntries } from "./timeline.tsx";
import { CaseView, type Said } from "./view.tsx";
import { withAgency } from "./with-agency.tsx";
import { channelNames, words } from "./words.ts";

/** What the page shows besides the case itself. */
export type Showing = {
  readonly said?: Said | undefined;
  /** Personal numbers in full. */
  readonly open?: boolean | undefined;
  readonly tried?: { readonly type: string; readonly typed: Typed; readonly errors: readonly FieldError[] } | undefined;
};

/** Draws a case for a clerk who may see it; the look was written down before. */
export async function showCase(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  row: CaseRow,
  showing: Showing = {},
): Promise<FastifyReply> {
  const { language } = request;
  const view = await viewCase(house.cases, row.city, row.number);
  const service = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  const { definition } = service;
  const manner = mannerOf(definition);
  const agency = agencyWord(house, row.agency, language);
  const check = await findCheck(house.cases, row.city, row.number);
  const files = await listCaseFiles(house.documents, row.city, row.number);
  const names = await clerkNames(house, row.city, [
    view.row.assignee,
    ...view.timeline.flatMap(({ actor_kind, actor, words: said }) => [
      actor_kind === "clerk" ? actor : null,
      said.to ?? null,
    ]),
  ]);
  const types = actsOpenTo(clerk, view.row).filter((type) => type !== "join" || isReport(service));
  const all = agencyOptions(house, language);
  const agencies = all.filter(({ value }) => value !== view.row.agency);
  const named = new Map([...all.map(({ value, label }) => [value, label] as const), ...names]);
  const { assignee } = view.row;
  const holder = assignee === null || assignee === clerk.id ? undefined : names.get(assignee);
  const reader = { language, calendar: house.regions.calendarOf(row.city), now: house.clock() };
  const path = `/staff/cases/${row.number}`;
  const templates = await readyFor(house, clerk, view.row);
  const open = showing.open === true;
  const shown = withoutSecret(view, clerk);
  const main = createElement(CaseView, {
    language,
    number: row.number,
    service: say(definition.name, language),
    state: view.row.state,
    manner,
    tags: tagsOf(view, language),
    said: showing.said,
    errors: showing.tried?.errors ?? [],
    report: await reportPanel(house, reply, clerk, view, service, language),
    erasure: await erasurePanel(house, view, language),
    applicant: applicantFacts(shown, language, open),
    facts: [
      ...factsOf(house, view, language),
      ...(await counterFacts(house, view, service, language)),
      ...(await reachedFacts(house, view.row, language)),
    ],
    reveal: open || view.row.applicant === "erased" ? undefined : { action: `${path}/show`, hidden: hiddenOf(reply) },
    erased: erasedFor(view),
    pages: shownPages(house, shown, service, files, { language, open }),
    otherFiles: otherFiles(view, service, files, language),
    timeline: timelineEntries(view.timeline, named, { manner, agency }, language),
    clocks: view.clocks.flatMap((clock) => caseClock(clock, reader) ?? []),
    waiting: view.row.waiting_for === null ? undefined : waitingFor(house, row.agency, view.row.waiting_for, language),
    found:
      definition.look_up === undefined || view.found === undefined
        ? undefined
        : { lookUp: definition.look_up, values: view.found },
    event: await sameEvent(house, clerk, view.row, language),
    withAgency: await withAgency(house, view.row, language),
    check: check?.checked_at === null ? `/staff/checks/${row.number}` : undefined,
    move: whoseMove(view.row.state),
    assignee: assignee === null ? undefined : (names.get(assignee) ?? staffWords(language).formerClerk),
    askedOnce: view.row.corrections > 0 && view.row.state === "submitted",
    forms: formsOf(view.row, service, types, { language, holder, agencies }).map((form) => ({
      ...form,
      ready: templates
        .filter(({ act }) => act === form.type)
        .map(({ id, name }) => ({ href: `${path}?template=${id}#acts`, label: name })),
    })),
    acts: {
      action: `${path}/acts`,
      hidden: hiddenOf(reply, { revision: String(view.row.revision) }),
      key: formKey,
      isOpen: whoseMove(view.row.state) !== "nobody",
      colleagues: types.includes("assign") ? await colleaguesOf(house, view.row, language) : [],
      tried: showing.tried,
    },
  });
  const frames = files.some((file) => file.kind === "pdf");
  const breadcrumb = [{ href: "/staff", label: staffWords(language).inbox }];
  const failed =
    (showing.tried !== undefined && showing.tried.errors.length > 0) ||
    showing.said?.kind === "changed" ||
    showing.said?.kind === "refused";
  return sendStaff(house, request, reply, clerk, { title: row.number, main, breadcrumb, failed, frames }, "inbox");
}

/** Reasons of the case's agency that fit its service. */
export async function readyFor(house: House, clerk: Clerk, row: CaseRow) {
  if (clerk.agency !== row.agency) return [];
  const all = await listTemplates(house, row.city, row.agency);
  return all.filter(({ service }) => service === null || service === row.service);
}

function formsOf(
  row: CaseRow,
  service: ServiceVersion,
  types: ReturnType<typeof actsOpenTo>,
  about: Pick<Parameters<typeof actForm>[1], "language" | "holder" | "agencies">,
) {
  // The order in which a case is worked on.
  const order = [
    "accept",
    "dispatch",
    "call_back",
    "record",
    "approve",
    "deliver",
    "resume",
    "ask_correction",
    "refuse",
    "decline",
    "take",
  ];
  const place = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  return [...types].sort((a, b) => place(a) - place(b)).map((type) => actForm(type, { row, service, ...about }));
}

/** Those who can be given a case of this agency: its clerks and leads, or the city office for its own desks. At most 100. */
export async function colleaguesOf(house: House, row: CaseRow, language: Language) {
  const all = await clerksOf(house.identity, row.city, { limit: 100 });
  const own = await clerksOf(house.identity, row.city, { agency: row.agency, limit: 100 });
  const people = new Map([...own.items, ...all.items].map((clerk) => [clerk.id, clerk]));
  return [...people.values()]
    .filter((clerk) => clerk.suspendedAt === undefined && worksFor(clerk, row))
    .map((clerk) => ({
      value: clerk.id,
      label: `${clerk.name} · ${clerk.roles.map((role) => say(roleNames[role], language)).join(" ")}`,
    }));
}

function tagsOf(view: Opened, language: Language): string[] {
  const channels: Readonly<Record<string, string>> = channelNames(language);
  const { row } = view;
  const channel = channels[row.channel] ?? row.channel;
  const other = row.filed_by !== row.applicant && row.applicant !== "erased";
  return [channel, ...(other ? [words(language).actsFor] : [])];
}

function applicantFacts({ applicant, row }: Opened, language: Language, open: boolean) {
  const w = words(language);
  if (row.applicant === "erased") return [];
  const { name, id_number, phone } = applicant;
  return [
    { label: w.name, value: name === "" ? w.noName : name },
    ...(id_number === "" ? [] : [{ label: w.idNumber, value: open ? id_number : maskIdNumber(id_number) }]),
    ...(phone === "" ? [] : [{ label: w.phone, value: open ? phone : maskIdNumber(phone) }]),
  ];
}

/** Whether messages reached the person beside the inbox: a word for each way, never an address. */
async function reachedFacts(house: House, { applicant, number }: CaseRow, language: Language) {
  if (!applicant.startsWith("r") || house.channels.size === 0) return [];
  const w = words(language);
  const reached = await reachedAbout(house.database, applicant, number);
  return reached.map(({ channel, state, at }) => ({
    label: w[`by_${channel}`],
    value: `${w[`told_${state}`]} · ${formatInstant(at, language)}`,
  }));
}

/** The fee and the visit of a case, and what of both is recorded. */
async function counterFacts(house: House, { row, answers }: Opened, service: ServiceVersion, language: Language) {
  const w = words(language);
  const { counter } = row;
  if (counter === null) return [];
  const { fee: owed, visit } = atTheCounter(row);
  const filedOn = house.regions.calendarOf(row.city).dayOf(new Date(row.submitted_at));
  const fee = feeOfCase(service, row, answers, filedOn);
  const { paid, visited } = counter;
  const amount =
    "say" in fee && fee.say ? `${feeInShort(fee, language)} · ${say(fee.say, language)}` : feeInShort(fee, language);
  const received =
    paid === undefined ? undefined : w.feeReceived({ amount: formatMoney(BigInt(paid.amount_fen), language) });
  return [
    ...(counter.fee === undefined
      ? []
      : [
          {
            label: w.fee,
            value: [amount, received, owed === undefined ? undefined : w.feeOwed].filter(Boolean).join(" · "),
          },
          ...onlineFacts(await feeStanding(house, row), language),
        ]),
    ...(counter.visit === undefined
      ? []
      : [{ label: w.visit, value: visit === undefined ? formatInstant(new Date(visited ?? ""), language) : w.notYet }]),
  ];
}

/** The fee online: what can be paid now, what was paid by what and when, and what goes back. */
function onlineFacts(standing: FeeStanding | undefined, language: Language) {
  if (standing === undefined) return [];
  const w = words(language);
  const { bill, online, payments } = standing;
  const due = bill !== undefined && online ? [{ label: w.feeOnline, value: w.feeOnlineDue }] : [];
  const came = payments.map(({ number, provider, paid_at: at, amount_fen: amount, write_off: said, back }) => ({
    label: w.feeOnline,
    value: [
      formatMoney(amount, language),
      payWords(language)[provider],
      formatInstant(at, language),
      number,
      ...(said === "waiting" ? [w.feeConfirming] : []),
      ...(back === undefined ? [] : [w[`feeBack_${back.state}`]]),
    ].join(" · "),
  }));
  return [...came, ...due];
}

function factsOf(house: House, { row, applicant }: Opened, language: Language) {
  const w = words(language);
  const { deliver_to: to } = applicant;
  return [
    { label: w.received, value: formatInstant(new Date(row.submitted_at), language) },
    ...(row.delivery === null ? [] : [{ label: w.delivery, value: row.delivery === "post" ? w.post : w.collect }]),
    ...(to === undefined
      ? []
      : [{ label: w.deliverTo, value: `${divisionPath(house, to.division, language) ?? to.division} ${to.detail}` }]),
    ...(row.tracking === null ? [] : [{ label: w.tracking, value: row.tracking }]),
    ...(row.certificate === null
      ? []
      : [{ label: w.certificate, value: row.certificate, href: `/verify/${row.certificate}` }]),
  ];
}
