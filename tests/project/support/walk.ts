import { randomUUID } from "node:crypto";
import { renameSync, utimesSync } from "node:fs";
import { Readable } from "node:stream";
import {
  auditEntries,
  checkAudit,
  citiesToSeal,
  readingsOf,
  recordReading,
  sealAudit,
} from "../../../src/domain/audit/index.ts";
import {
  type Act,
  type Actor,
  erasableKinds,
  eraseAnswer,
  erasuresOf,
  figuresOfRules,
  findCases,
  findCheck,
  listCases,
  listCasesByPhone,
  listCasesOf,
  listChecks,
  myCases,
  perform,
  planOfCases,
  recordCheck,
  recordErasure,
  recordRuleEvents,
  submitCase,
  tick,
  viewCase,
} from "../../../src/domain/cases/index.ts";
import { addAll, changesOf, offer, offeredServices, setCityAgencies } from "../../../src/domain/catalogue/index.ts";
import { jpeg } from "../../../src/domain/documents/fixtures.ts";
import {
  attachFiles,
  deleteFile,
  deleteFilesOfCase,
  deleteFilesOfQuestion,
  deleteOrphans,
  getCertificate,
  issueCertificate,
  listCaseFiles,
  listCertificates,
  listDraftFiles,
  openFile,
  receiveFile,
  revokeCertificate,
} from "../../../src/domain/documents/index.ts";
import { placeOf } from "../../../src/domain/documents/storage.ts";
import {
  discardDraft,
  expireDrafts,
  handOverDrafts,
  listDrafts,
  markSent,
  openDraft,
  savePage,
  startDraft,
} from "../../../src/domain/forms/index.ts";
import { password, TestStaff } from "../../../src/domain/identity/clerks/test-staff.ts";
import {
  addFirstOperator,
  addPartner,
  changeClerk,
  changePassword,
  changePreferences,
  clerkOf,
  clerksOf,
  confirmOperator,
  correctProfile,
  eraseProfile,
  operatorProposals,
  partnersOf,
  profileOf,
  proposeOperator,
  renewPartnerSecret,
  resetTotp,
  resumeClerk,
  resumePartner,
  signInClerk,
  signInResident,
  suspendClerk,
  suspendPartner,
} from "../../../src/domain/identity/index.ts";
import { eraseInbox, inbox, markRead, unreadMessages } from "../../../src/domain/notifications/index.ts";
import { eraseAccounts, rememberAccount } from "../../../src/domain/payments/index.ts";
import { importCalendar, Regions } from "../../../src/domain/regions/index.ts";
import { cityAndResidentScope, cityScope, residentScope } from "../../../src/foundation/database/index.ts";
import { keptAnswer } from "../../../src/foundation/idempotency/index.ts";
import { newId } from "../../../src/foundation/ids/index.ts";
import { installationCity } from "../../../src/foundation/secrets/index.ts";
import { resealCity, resealPeople } from "../../../src/surfaces/cli/keys/reseal.ts";
import { checkCities } from "../../../src/surfaces/completeness.ts";
import { tellOfDeadlines } from "../../../src/surfaces/deadline-near.ts";
import { permitAnswers, permitSubmission } from "../../helpers/cases.ts";
import { asOwner, type TestHouse } from "../../helpers/house.ts";

const city = "430621";
const day = 86_400_000;
const wang: Actor = { kind: "clerk", id: randomUUID() };
const zhao: Actor = { kind: "clerk", id: randomUUID(), lead: true };

/** Waits until every event was handed on and every job is done. */
export async function quiet({ test }: TestHouse, seconds = 30): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const { rows } = await asOwner(test, (owner) =>
      owner.query(
        `select (select count(*) from city_sequences s left join relay_cursors c using (city)
                  where s.last_seq > coalesce(c.seq, 0))::int as lagging,
                (select count(*) from graphile_worker.jobs)::int as jobs,
                (select string_agg(distinct last_error, ' | ') from graphile_worker.jobs) as errors`,
      ),
    );
    const { lagging, jobs, errors } = rows[0];
    if (lagging === 0 && jobs === 0) return;
    if (performance.now() > deadline) throw new Error(`${lagging} cities and ${jobs} jobs still wait: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Every act on cases, the lists, the clocks, keeping and forgetting. */
export async function walkCases(running: TestHouse): Promise<{ number: string; resident: string }> {
  const { house, clock } = running;
  const context = house.cases;
  const resident = house.secrets.lookupHash("resident", "walk").slice(0, 20);
  const person = `r${resident.replaceAll(/[^A-Za-z0-9]/g, "")}`;
  const own: Actor = { kind: "resident", id: person };
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const submission = () => ({
    ...permitSubmission({ resident: person, by: own, service }),
    idempotency: keyOf(person),
  });
  const submit = async (over: object = {}) => submitCase(context, { ...submission(), ...over });
  const walk = async (number: string, acts: readonly (readonly [Act["type"], Actor, Record<string, unknown>?])[]) => {
    let { revision } = (await viewCase(context, city, number)).row;
    for (const [type, by, input] of acts)
      ({ revision } = await perform(context, {
        city,
        number,
        type,
        revision,
        by,
        input: input ?? {},
        idempotency: keyOf(by.id),
      }));
  };
  const once = keyOf(person);
  for (let time = 0; time < 2; time += 1) await keptAnswer(house.database, city, once, { time: "first" }, clock.now);
  const twice = submission();
  const first = await submitCase(context, twice);
  await submitCase(context, twice);
  await walk(first.number, [
    ["take", wang],
    ["ask_correction", wang, { items: ["租房合同第二页"] }],
    ["correct", own, { answers: permitAnswers() }],
    ["accept", wang],
    ["suspend", wang, { reason: "现场核查" }],
    ["resume", wang, { reason: "核查完毕" }],
    ["extend", zhao, { reason: "需要现场核查" }],
    ["assign", zhao, { to: randomUUID() }],
    ["note", wang, { note: "电话核实" }],
    ["approve", wang],
  ]);
  await quiet(running);
  await walk(first.number, [["deliver", wang, { tracking: "EMS1234567890CN" }]]);
  const elsewhere = { reason: "不属于本局", where: "市人社局" };
  const refused = await submit();
  await walk(refused.number, [
    ["accept", wang],
    ["refuse", wang, { reason: "居住不满半年" }],
    ["reopen", zhao, { reason: "有新材料" }],
    ["transfer", wang, elsewhere],
  ]);
  await walk((await submit()).number, [["decline", wang, elsewhere]]);
  await eraseAnswer(context, { city, number: (await submit()).number, question: "address" });
  const withdrawn = await submit();
  await walk(withdrawn.number, [["withdraw", own, { reason: "不再需要" }]]);
  const taken = await submit();
  await walk(taken.number, [["take", zhao]]);
  for (const filter of [{}, { assignee: zhao.id }, { state: "withdrawn" as const }])
    await listCases(context, { city, agencies: [service.definition.agency], ...filter });
  await listCasesOf(context, city, person);
  await listCasesByPhone(context, { city, agencies: [service.definition.agency], phone: "13800138000" });
  await walkRules(running, first.number);
  await quiet(running);
  await myCases(context, person);
  // Somebody is asked to complete what they sent; the day comes near, and they hear of it.
  const asked = await submit();
  await walk(asked.number, [["ask_correction", zhao, { items: ["照片"] }]]);
  const { clocks } = await viewCase(context, city, asked.number);
  const lastDay = clocks.find(({ kind }) => kind === "correct")?.due_at ?? "";
  const before = clock.now;
  clock.now = new Date(Date.parse(lastDay) - day);
  await tellOfDeadlines(house, [city]);
  clock.now = before;
  // Silence: the clocks run out.
  clock.now = new Date(clock.now.getTime() + 40 * day);
  await tick(context, [city]);
  await quiet(running);
  return { number: first.number, resident: person };
}

/** What a published rule decided, drawn and checked. */
async function walkRules({ house }: TestHouse, number: string): Promise<void> {
  const { cases: context, clock } = house;
  const service = house.catalogue.service("residence-permit");
  const line = (await findCases(context, city, [number])).get(number);
  if (!service || !line) throw new Error("nothing to check");
  const rule = { approve_when: "true", say: { zh: "按规则", en: "By the rule" }, check_percent: 100 };
  const ruled = { ...service, definition: { ...service.definition, by_rule: rule } };
  const events = ["submit", "approve"].map((type) => ({
    type,
    subject: number,
    at: clock(),
    actor_kind: "system",
    actor: "rule",
  }));
  const parts = { secrets: house.secrets, calendarOf: context.calendarOf, serviceOf: () => ruled };
  await house.database.transaction(cityScope(city), (tx) =>
    recordRuleEvents(tx, parts, city, events, new Map([[number, line]])),
  );
  await listChecks(context, { city, agencies: [line.agency] });
  await recordCheck(context, { city, number, by: randomUUID(), verdict: "wrong", note: "住址不符" });
  await findCheck(context, city, number);
  await figuresOfRules(context, city, "2026-01-01");
}

const keyOf = (caller: string) => {
  const key = randomUUID();
  return { caller, key, bodyHash: key };
};

/** The inbox, the readings of a file, the record and its seals. */
export async function walkRecords({ house, clock }: TestHouse, resident: string): Promise<void> {
  const { database, secrets } = house;
  const now = clock.now;
  const [message] = (await inbox(database, secrets, resident)).items;
  if (!message) throw new Error("no message came");
  await unreadMessages(database, resident);
  await markRead(database, resident, message.id, now);
  await database.transaction(cityAndResidentScope([city], [resident]), (tx) =>
    recordReading(
      tx,
      { city, resident, reader: "c1", readerName: "李敏", readerAgency: "公安局", purpose: "decide", subject: "s" },
      now,
    ),
  );
  await readingsOf(database, resident);
  await auditEntries(database, city);
  const later = new Date(now.getTime() + day);
  await citiesToSeal(database, [city], later);
  await sealAudit(database, secrets, city, later);
  await sealAudit(database, secrets, city, later);
  await checkAudit(database, secrets, city);
}

/** A person asks that what is kept beside cases be erased. `number` stands for the request. */
export async function walkErasure({ house, clock }: TestHouse, resident: string, number: string): Promise<void> {
  const account = { resident, city, service: "electricity", account: "0123456789", parameters: {}, own: true };
  await rememberAccount(house.payments, account);
  const plan = await planOfCases(house.cases, { city, resident }, (code) => house.catalogue.service(code));
  await house.database.transaction(residentScope(resident), async (tx) => {
    await eraseInbox(tx, resident);
    await eraseAccounts(tx, resident);
    const erasure = { resident, city, number, revision: 1, kinds: erasableKinds, cases: plan.erase };
    await recordErasure(tx, erasure, clock.now);
  });
  await erasuresOf(house.database, resident);
}

/** Drafts: begun, saved, found again, handed over, sent, thrown away, expired. */
export async function walkDrafts({ house, clock }: TestHouse, number: string): Promise<void> {
  const { database, secrets } = house;
  const context = { database, secrets };
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const now = clock.now;
  const visit = "visit:walk" as const;
  const owner = "resident:walk" as const;
  const begun = await startDraft(context, { owner: visit, city, service, now });
  await startDraft(context, { owner: visit, city, service, now });
  const page = service.definition.ask[0]?.page ?? "";
  const options = { today: house.regions.calendarOf(city).dayOf(now), city };
  await savePage(context, { owner: visit, id: begun.id, service, page, posted: {}, now, options });
  await handOverDrafts(context, { from: visit, to: owner, now });
  await openDraft(context, { owner, id: begun.id, now });
  await listDrafts(context, { owner, now });
  await startDraft(context, { owner, city, service, now, fresh: true });
  await markSent(context, { owner, id: begun.id, number, now });
  const thrown = await startDraft(context, { owner, city, service, now, fresh: true });
  await discardDraft(context, { owner, id: thrown.id });
  await startDraft(context, { owner, city, service, now, fresh: true });
  // Saved again later: the reminder of the sweep comes too early and is moved.
  const later = await startDraft(context, { owner: "resident:later", city, service, now });
  const saved = new Date(now.getTime() + 50 * day);
  await savePage(context, { owner: "resident:later", id: later.id, service, page, posted: {}, now: saved, options });
  await expireDrafts(context, { now: new Date(now.getTime() + 100 * day) });
}

/** Files and certificates. */
export async function walkDocuments({ house, clock }: TestHouse, resident: string): Promise<void> {
  const { documents, database } = house;
  const now = clock.now;
  const draft = newId(now);
  const send = (width: number, over: object = {}) =>
    receiveFile(documents, Readable.from([jpeg({ width })]), {
      city,
      owner: resident,
      draft,
      question: "proof",
      name: "证明",
      now,
      ...over,
    });
  const file = await send(8);
  await send(8);
  const other = await send(9);
  await send(10, { draft: newId(now) });
  await listDraftFiles(documents, { city, owner: resident, draft });
  const opened = await openFile(documents, city, file.id, { owner: resident });
  opened.content.destroy();
  await deleteFile(documents, { city, owner: resident, id: other.id, now });
  const caseNumber = "walk-case";
  const photo = await send(12, { draft: newId(now) });
  await database.transaction(cityScope(city), (tx) =>
    attachFiles(tx, { city, owner: resident, ids: [photo.id], caseNumber: "walk-photo" }),
  );
  await database.transaction(cityScope(city), (tx) =>
    attachFiles(tx, { city, owner: resident, ids: [file.id], caseNumber }),
  );
  await listCaseFiles(documents, city, caseNumber);
  await deleteFilesOfQuestion(documents, { city, caseNumber: "walk-photo", question: "proof", now });
  const facts = {
    title: { zh: "居住证", en: "Residence permit" },
    holder: "李明华",
    lines: [{ label: { zh: "地址", en: "Address" }, value: "东方路一号" }],
    issuedOn: "2026-11-16",
    validUntil: "2027-11-15",
    issuer: { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" },
  };
  const input = { city, caseNumber, template: "residence-permit", templateVersion: "1", holder: resident, facts };
  const more = { baseUrl: "https://one.example.gov.cn", demonstration: true, now };
  const issued = await issueCertificate(documents, { ...input, ...more } as Parameters<typeof issueCertificate>[1]);
  const replaces = { number: issued.number, reason: "姓名有误" };
  const second = await issueCertificate(documents, { ...input, ...more, replaces } as Parameters<
    typeof issueCertificate
  >[1]);
  await listCertificates(documents, { cities: [city], holder: resident });
  await getCertificate(documents, city, second.number);
  await revokeCertificate(documents, { city, number: second.number, reason: "注销", now });
  await deleteFilesOfCase(documents, { city, caseNumber, now });
  // A process died between the row and the name of the file.
  const left = await send(11, { draft: newId(now) });
  const part = `${placeOf(documents.directory, city, left.id)}.part`;
  renameSync(placeOf(documents.directory, city, left.id), part);
  const longAgo = new Date(now.getTime() - day);
  utimesSync(part, longAgo, longAgo);
  await deleteOrphans(documents, { city, unsentBefore: new Date(now.getTime() - 90 * day), now });
}

/** People and staff. */
export async function walkIdentity({ house, test, clock }: TestHouse): Promise<void> {
  const { identity } = house;
  const claims = {
    idType: "resident_id",
    idNumber: "11010519491231002X",
    name: "李明华",
    phone: "13800138000",
  } as const;
  const { resident } = await signInResident(identity, claims, clock.now);
  await profileOf(identity, resident);
  await correctProfile(identity, resident, { phone: "13900009999" }, clock.now);
  await changePreferences(identity, resident, { mode: "large" }, clock.now);
  await eraseProfile(identity, resident, clock.now);

  const staff = new TestStaff({ database: house.database, secrets: house.secrets, clock: test.clock });
  const rows = await clerksOf(staff.identity, installationCity);
  const demonstrationOperator = rows.items[0] && (await clerkOf(staff.identity, installationCity, rows.items[0].id));
  const operator = demonstrationOperator ?? (await staff.firstOperator()).clerk;
  const candidate = await staff.enrol(await staff.add(operator, "op.walk", [], installationCity), installationCity);
  const auditor = await staff.enrol(
    await staff.add(operator, "auditor.walk", ["auditor"], installationCity),
    installationCity,
  );
  const proposal = await proposeOperator(staff.identity, operator, candidate.clerk.id, staff.now());
  await operatorProposals(staff.identity, auditor.clerk, staff.now());
  await confirmOperator(staff.identity, auditor.clerk, proposal, staff.now());
  const program = { client: "walk-app", kind: "channel", name: "演示", cities: "all", scopes: ["cases.read"] } as const;
  await addPartner(staff.identity, operator, program, staff.now());
  await partnersOf(staff.identity, operator);
  await suspendPartner(staff.identity, operator, program.client, staff.now());
  await resumePartner(staff.identity, operator, program.client, staff.now());
  await renewPartnerSecret(staff.identity, operator, { client: program.client }, staff.now());
  const late = { login: "op.late", name: "来晚了" };
  await addFirstOperator(staff.identity, late, staff.now()).catch(() => undefined);
  const office = await staff.enrol(await staff.add(operator, "office.walk", ["office"]));
  const clerk = await staff.enrol(await staff.add(office.clerk, "clerk.walk", ["clerk"]));
  const target = { city, clerk: clerk.clerk.id };
  await staff.signIn(clerk);
  const wrong = { login: clerk.login, password: "wrong wrong wrong", code: "000000" };
  await signInClerk(staff.identity, wrong, staff.now()).catch(() => undefined);
  await signInClerk(
    staff.identity,
    { login: clerk.login, password, code: clerk.recoveryCodes[0] ?? "" },
    staff.later(),
  );
  const proof = { login: clerk.login, password, code: staff.code(clerk.secret, staff.later()) };
  await changePassword(staff.identity, proof, "another long password 7", staff.now());
  const change = { name: "新名字", agency: "public-security", roles: ["clerk", "lead"] };
  await changeClerk(staff.identity, office.clerk, target, change, staff.now());
  await suspendClerk(staff.identity, office.clerk, target, staff.now());
  await resumeClerk(staff.identity, office.clerk, target, staff.now());
  await resetTotp(staff.identity, office.clerk, target, staff.now());
  const second = await staff.enrol(await staff.add(office.clerk, "office.second", ["office"]));
  await suspendClerk(staff.identity, office.clerk, { city, clerk: second.clerk.id }, staff.now());
}

/** What a city sets up: offerings, calendar, keys. */
export async function walkCity({ house, clock }: TestHouse): Promise<void> {
  const { database, secrets } = house;
  const now = clock.now;
  const agencyName = { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" };
  await offer(database, house.catalogue, city, "residence-permit", { agencyName }, now);
  const { divisions } = house.regions;
  await offeredServices({ database, catalogue: house.catalogue, divisions }, city, "2026-11-16");
  // A place that offers nothing yet.
  await addAll(database, house.catalogue, [{ city: "430626", service: "residence-permit" }], now);
  const police = { city, agency: "public-security", name: agencyName };
  await setCityAgencies(database, house.catalogue, [{ ...police, city: "430626" }], now, { keep: true });
  const by = { id: "walk", name: "walk" };
  await setCityAgencies(database, house.catalogue, [{ ...police, phone: "110" }], now, { by });
  await setCityAgencies(database, house.catalogue, [police], now, { by });
  await offer(database, house.catalogue, city, "residence-permit", { agencyName, phone: "110" }, now, by);
  await offer(database, house.catalogue, city, "residence-permit", { agencyName }, now, by);
  await changesOf(database, { city, about: "agency", code: "public-security" });
  const schedule = { for: { city }, source: "岳阳县人民政府通知", now, dryRun: false };
  await importCalendar(database, [{ day: "2026-12-07", working: false }], schedule);
  await Regions.load(database);
  await importCalendar(
    database,
    [{ day: "2026-12-07", working: null }] as Parameters<typeof importCalendar>[1],
    schedule,
  );
  await secrets.addSealKey(city, "aes-256-gcm", now);
  await secrets.rewrap(city);
  await checkCities(house, [city], now);
  // A place that has no keys yet.
  await secrets.openCities(["430626"]);
}

/** Keys change while serving: everything is sealed again. */
export async function walkKeys({ house, test, clock }: TestHouse): Promise<void> {
  const { database, secrets } = house;
  await signInResident(
    house.identity,
    { idType: "resident_id", idNumber: "11010519491231002X", name: "李明华", phone: "13800138000" },
    clock.now,
  );
  for (const sealed of [city, installationCity]) await secrets.addSealKey(sealed, "aes-256-gcm", clock.now);
  await secrets.load([city, installationCity]);
  clock.now = new Date(clock.now.getTime() + 60_000);
  await resealCity({ database, secrets }, city, test.owner);
  await resealPeople({ database, secrets }, test.owner);
}

/** What time takes away: cases kept long enough, their files, old keys; and sealing again after a change of keys. */
export async function walkEnd(
  running: TestHouse,
  nightly: (house: TestHouse["house"]) => () => Promise<void>,
): Promise<void> {
  const { house, clock } = running;
  const pass = nightly(house);
  const everyCity = async () => {
    for (const _ of house.regions.cities) await pass();
  };
  clock.now = new Date(clock.now.getTime() + 31 * day);
  await everyCity();
  clock.now = new Date(clock.now.getTime() + 4000 * day);
  await everyCity();
  await quiet(running);
  await everyCity();
}
