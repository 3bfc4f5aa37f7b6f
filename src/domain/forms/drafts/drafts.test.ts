import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { residentScope, sharedScope } from "../../../foundation/database/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { compileService } from "../../catalogue/index.ts";
import { goodAnswers, residencePermit, source, today } from "../fixture.ts";
import { known } from "../known.ts";
import * as store from "../store.ts";
import type { Posted } from "../types/contract.ts";
import { validateAnswers } from "../validate-answers.ts";
import { carryOver } from "./carry-over.ts";
import { discardDraft } from "./discard-draft.ts";
import type { DraftOwner } from "./draft.ts";
import { errorsOfPage } from "./errors-of-page.ts";
import { expireDrafts } from "./expire-drafts.ts";
import { handOverDrafts } from "./hand-over-drafts.ts";
import { listDrafts } from "./list-drafts.ts";
import { markSent } from "./mark-sent.ts";
import { openDraft } from "./open-draft.ts";
import { savePage } from "./save-page.ts";
import { startDraft } from "./start-draft.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

let owners = 0;
function newOwner(kind: "resident" | "visit" = "resident"): DraftOwner {
  owners += 1;
  return `${kind}:k${owners}`;
}
const city = "430621";
const options = { today };
const later = (days: number) => new Date(monday.getTime() + days * 86_400_000);

const start = (owner: DraftOwner, more: { now?: Date; fresh?: boolean; service?: typeof source } = {}) =>
  startDraft(test, { owner, city, service: source, now: monday, ...more });
const save = (
  owner: DraftOwner,
  id: string,
  page: string,
  posted: Posted,
  more: Partial<Parameters<typeof savePage>[1]> = {},
) => savePage(test, { owner, id, service: source, page, posted, now: monday, options, ...more });
const who = { name: goodAnswers.name, resident_id: goodAnswers.resident_id, phone: goodAnswers.phone };
const where = {
  "address-division": "430621",
  "address-detail": goodAnswers.address.detail,
  "since-year": "2025",
  "since-month": "1",
  "since-day": "31",
  months_lived: "21",
  ground: "job",
};

describe("a draft", () => {
  it("is filled page by page, on one device and another, and can be sent", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    expect((await save(owner, id, "who", who)).journey.next).toBe("where");
    expect((await save(owner, id, "where", where)).journey.next).toBe("proof");
    const proof = await save(owner, id, "proof", { employer: goodAnswers.employer });
    // The answer has brought up another question of the same page: it is asked, not missed.
    expect(proof.errors).toEqual([]);
    expect(proof).toMatchObject({ stay: true, journey: { next: "proof" } });
    expect(
      (await save(owner, id, "proof", { employer: goodAnswers.employer, employer_code: goodAnswers.employer_code }))
        .journey.next,
    ).toBe("extra");
    const last = await save(owner, id, "extra", { remark: "" });
    expect(last).toMatchObject({ stay: false, journey: { complete: true } });
    const { answers, revision } = await openDraft(test, { owner, id, now: later(1) });
    expect(revision).toBe(5);
    expect(validateAnswers(source, answers, { today, complete: true, hidden: "keep" })).toMatchObject({
      answers: goodAnswers,
      errors: [],
    });
  });

  it("goes on where it was when the service is started again, unless a fresh one is asked for", async () => {
    const owner = newOwner();
    const first = await start(owner);
    expect((await start(owner)).id).toBe(first.id);
    const second = await start(owner, { fresh: true, now: later(1) });
    expect(second.id).not.toBe(first.id);
    const list = await listDrafts(test, { owner, now: later(1) });
    expect(list.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await listDrafts(test, { owner, now: later(1), limit: 1 })).toHaveLength(1);
  });

  it("keeps what was typed even where it is no answer", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "who", who);
    const { errors, journey } = await save(owner, id, "who", { ...who, resident_id: "11010519491231002", phone: "" });
    expect(errors.map(({ field, code }) => `${field}:${code}`)).toEqual([
      "resident_id:resident_id_shape",
      "phone:required",
    ]);
    expect(journey.next).toBe("who");
    const draft = await openDraft(test, { owner, id, now: monday });
    expect(draft.answers).toEqual({ name: goodAnswers.name });
    expect(draft.typed).toEqual({ resident_id: { "": "11010519491231002" } });
    const date = await save(owner, id, "where", { ...where, "since-month": "2" });
    expect(date.errors.map(({ field }) => field)).toEqual(["since-day"]);
    expect(date.draft.typed["since"]).toEqual({ year: "2025", month: "2", day: "31" });
    // Coming back later shows the same finding beside what was typed.
    const found = errorsOfPage(source, "where", date.draft, options);
    expect(found.map(({ field, code }) => `${field}:${code}`)).toEqual(["since-day:date_not_real"]);
    expect(errorsOfPage(source, "who", date.draft, options).map(({ field }) => field)).toEqual(["resident_id"]);
    const late = await save(owner, id, "where", { ...where, "since-year": "2099" });
    expect(late.errors.map(({ field, code }) => `${field}:${code}`)).toEqual(["since-year:date_too_late"]);
  });

  it("survives the worst that can be posted", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    const worst = [
      "张".repeat(10_000),
      "a\u0000b",
      "\ud800",
      "😀".repeat(9000),
      "<b>{{x}}</b>",
      "𠮷".repeat(100),
      "\u202e",
    ];
    for (const name of worst) {
      await save(owner, id, "who", { ...who, name });
      await openDraft(test, { owner, id, now: monday });
    }
    const posted = {
      name: ["a", "b"],
      shown: "x ".repeat(100_000),
      seen: "99999999999999999999",
    };
    expect((await save(owner, id, "who", posted)).errors.length).toBeGreaterThanOrEqual(0);
    await expect(save(owner, id, "moon", {})).rejects.toMatchObject({ code: "page_not_found" });
    await expect(save(owner, "../x", "who", {})).rejects.toMatchObject({ code: "draft_not_found" });
  });

  it("keeps the answers of pages that are hidden now", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "where", where);
    await save(owner, id, "proof", { employer: goodAnswers.employer });
    await save(owner, id, "where", { ...where, ground: "school" });
    const { draft } = await save(owner, id, "where", { ...where, ground: "job" });
    expect(draft.answers["employer"]).toBe(goodAnswers.employer);
  });

  it("keeps a file until it is replaced or removed", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "where", { ...where, ground: "housing" });
    expect((await save(owner, id, "proof", { shown: "proof" })).errors.map(({ code }) => code)).toEqual(["required"]);
    const proof = {
      file: "0193a7c0-0000-7000-8000-000000000001",
      name: "房产证.pdf",
      size: 10,
      type: "application/pdf",
    };
    await save(owner, id, "proof", { proof });
    expect((await save(owner, id, "proof", {})).draft.answers["proof"]).toEqual(proof);
    const removed = await save(owner, id, "proof", { remove: proof.file });
    expect(removed).toMatchObject({ errors: [], stay: true });
    expect(removed.draft.answers).not.toHaveProperty("proof");
    await save(owner, id, "proof", { proof });
    expect(await discardDraft(test, { owner, id })).toEqual({ files: [proof.file] });
    await expect(openDraft(test, { owner, id, now: monday })).rejects.toMatchObject({ code: "draft_not_found" });
    await expect(discardDraft(test, { owner, id })).rejects.toMatchObject({ status: 404 });
  });
});

describe("two tabs", () => {
  it("merge question by question: what a tab only sends back does not undo the other's change", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    const { draft } = await save(owner, id, "who", who);
    const seen = String(draft.revision);
    await save(owner, id, "who", { ...who, phone: "13900139000", seen });
    await save(owner, id, "who", { ...who, phone: "13700137000", seen: String(draft.revision + 1) });
    const merged = await save(owner, id, "who", { ...who, name: "王小明", seen });
    expect(merged.draft.answers).toMatchObject({ name: "王小明", phone: "13700137000" });
    const last = await save(owner, id, "who", { ...who, name: "王小明", phone: "13600136000", seen });
    expect(last.draft.answers["phone"]).toBe("13600136000");
  });

  it("can save at the very same moment, and nothing is lost", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    const pages: [string, Posted][] = [
      ["who", who],
      ["where", where],
      ["extra", { remark: "急" }],
    ];
    await Promise.all(pages.map(([page, posted]) => save(owner, id, page, { ...posted, seen: "0" })));
    const draft = await openDraft(test, { owner, id, now: monday });
    expect(draft.revision).toBe(3);
    expect(Object.keys(draft.answers).sort()).toEqual([
      "address",
      "ground",
      "months_lived",
      "name",
      "phone",
      "remark",
      "resident_id",
      "since",
    ]);
  });

  it("do not wipe questions the one tab never showed", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "where", where);
    await save(owner, id, "proof", { employer: "水厂", shown: "employer" });
    await save(owner, id, "proof", {
      employer: "水厂",
      employer_code: goodAnswers.employer_code,
      shown: "employer employer_code",
    });
    const { draft } = await save(owner, id, "proof", { employer: "新水厂", shown: "employer" });
    expect(draft.answers).toMatchObject({ employer: "新水厂", employer_code: goodAnswers.employer_code });
  });
});

describe("known answers", () => {
  const facts = known(source, { at: monday, values: who }, {}, { today });

  it("are not asked, can be called not right, and right again", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    const more = { options: { today, known: facts } };
    expect((await save(owner, id, "who", {}, more)).journey.next).toBe("where");
    const disputed = await save(owner, id, "who", { "phone-not-right": "yes" }, more);
    expect(disputed.draft.disputed).toEqual(["phone"]);
    expect(disputed.errors).toEqual([]);
    expect(disputed.journey.next).toBe("who");
    const again = { options: { today, known: facts, disputed: ["phone"] } };
    expect((await save(owner, id, "who", { phone: "13900139000" }, again)).draft.answers["phone"]).toBe("13900139000");
    const right = await save(owner, id, "who", { "phone-right": "yes" }, again);
    expect(right.draft.disputed).toEqual([]);
    expect(right.stay).toBe(true);
    expect(right.draft.answers).not.toHaveProperty("phone");
  });
});

describe("another version of the service", () => {
  const changed = (questions: (list: readonly Question[]) => readonly Question[]) =>
    compileService({
      ...residencePermit,
      refuse: [],
      ask: residencePermit.ask.map((page) => ({ ...page, questions: questions(page.questions) })),
    });

  it("takes every answer that fits and names those that do not", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "who", who);
    await save(owner, id, "where", where);
    const next = changed((list) =>
      list
        .filter((question) => question.id !== "phone")
        .map((question) => (question.id === "months_lived" ? { ...question, max: 12 } : question)),
    );
    const carried = carryOver(next, await openDraft(test, { owner, id, now: monday }), { today });
    expect(carried.dropped.toSorted()).toEqual(["months_lived", "phone"]);
    expect(carried.draft).toMatchObject({ version: next.version, answers: { name: goodAnswers.name, ground: "job" } });
    const saved = await save(
      owner,
      id,
      "who",
      { name: goodAnswers.name, resident_id: goodAnswers.resident_id },
      { service: next },
    );
    expect(saved.draft.version).toBe(next.version);
    expect(saved.dropped.length).toBe(2);
    expect(saved.journey.next).toBe("where");
    expect((await openDraft(test, { owner, id, now: monday })).answers).not.toHaveProperty("phone");
  });
});

describe("owners", () => {
  it("never see each other's drafts, and the database says so too", async () => {
    const [mine, theirs] = [newOwner(), newOwner()];
    const { id } = await start(mine);
    await expect(openDraft(test, { owner: theirs, id, now: monday })).rejects.toMatchObject({ status: 404 });
    await expect(save(theirs, id, "who", who)).rejects.toMatchObject({ status: 404 });
    for (const scope of [residentScope(theirs), sharedScope]) {
      expect(await test.database.run(scope, store.draftById, { owner: mine, id, now: monday })).toEqual([]);
      expect(await test.database.run(scope, store.removeDraft, { owner: mine, id })).toEqual([]);
    }
  });

  it("hand over what they filled in before signing in, under the same ids", async () => {
    const [visit, resident] = [newOwner("visit"), newOwner()];
    const { id } = await start(visit);
    await save(visit, id, "who", who);
    expect(await handOverDrafts(test, { from: visit, to: resident, now: later(1) })).toEqual([id]);
    expect((await openDraft(test, { owner: resident, id, now: later(60) })).answers).toEqual(who);
    await expect(openDraft(test, { owner: visit, id, now: later(1) })).rejects.toMatchObject({ status: 404 });
    expect(await handOverDrafts(test, { from: visit, to: resident, now: later(1) })).toEqual([]);
  });

  it("have a limit", async () => {
    const visit = newOwner("visit");
    for (let i = 0; i < 10; i += 1) await start(visit, { fresh: true });
    await expect(start(visit, { fresh: true })).rejects.toMatchObject({ code: "too_many_drafts", status: 409 });
    expect((await start(visit)).id).toBeTruthy();
  });

  it("find nothing readable in the table", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "who", who);
    const { rows } = await asOwner(test, (client) => client.query("select * from drafts where id = $1", [id]));
    for (const secret of Object.values(who)) expect(JSON.stringify(rows)).not.toContain(secret);
    // A row copied to another owner does not open.
    const thief = newOwner();
    await asOwner(test, (client) =>
      client.query(
        "insert into drafts select $1, id, city, service, version, answers, files, revision, created_at, updated_at, expires_at, sent_number from drafts where id = $2",
        [thief, id],
      ),
    );
    await expect(openDraft(test, { owner: thief, id, now: monday })).rejects.toThrow();
  });
});

describe("the end of a draft", () => {
  it("sent: the answers go, the number stays, and it is one case only", async () => {
    const owner = newOwner();
    const { id } = await start(owner);
    await save(owner, id, "who", who);
    const number = "430621-20261116-C7K2M9QX4TH-5";
    await markSent(test, { owner, id, number, now: monday });
    await markSent(test, { owner, id, number, now: monday });
    await expect(
      markSent(test, { owner, id, number: "430621-20261116-CAAAAAAAAAA-5", now: monday }),
    ).rejects.toMatchObject({ status: 409 });
    expect(await openDraft(test, { owner, id, now: monday })).toMatchObject({
      answers: {},
      trail: {},
      sentNumber: number,
    });
    await expect(save(owner, id, "who", who)).rejects.toMatchObject({ code: "draft_already_sent" });
    expect(await listDrafts(test, { owner, now: monday })).toEqual([]);
    expect((await start(owner)).id).not.toBe(id);
  });

  it("expired: not shown at once, removed by the job, a saved one later", async () => {
    const [old, used] = [newOwner("visit"), newOwner("visit")];
    const first = await start(old);
    const second = await start(used);
    await save(used, second.id, "who", who, { now: later(6) });
    await expect(openDraft(test, { owner: old, id: first.id, now: later(7) })).rejects.toMatchObject({ status: 404 });
    await openDraft(test, { owner: used, id: second.id, now: later(7) });
    const rowsOf = async (id: string) =>
      (
        await asOwner(test, (client) =>
          client.query(
            "select (select count(*) from drafts where id = $1) + (select count(*) from draft_expiries where id = $1) as n",
            [id],
          ),
        )
      ).rows[0].n;
    for (let looked = 1; looked > 0; ) looked = (await expireDrafts(test, { now: later(7), limit: 5 })).looked;
    expect(await rowsOf(first.id)).toBe("0");
    expect(await rowsOf(second.id)).toBe("2");
    await openDraft(test, { owner: used, id: second.id, now: later(7) });
    for (let looked = 1; looked > 0; ) looked = (await expireDrafts(test, { now: later(13) })).looked;
    expect(await rowsOf(second.id)).toBe("0");
  });
});
