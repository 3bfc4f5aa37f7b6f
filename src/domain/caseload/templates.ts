import { cityScope, type Database } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import { writeAudit } from "../audit/index.ts";
import { type Clerk, demand } from "../identity/index.ts";
import { Faults, gone, tidyText } from "./refuse.ts";
import { keepTemplate, removeTemplateRow, templatesOfAgency } from "./store.ts";

/** The acts whose reasons people write again and again. */
export const templateActs = ["ask_correction", "decline", "refuse", "suspend", "extend", "approve"] as const;
export type TemplateAct = (typeof templateActs)[number];

/** A reason in both languages. It fills the field; whoever sends it has read and changed it first. */
export type ReasonTemplate = {
  readonly id: string;
  readonly agency: string;
  /** null: every service of the agency. */
  readonly service: string | null;
  readonly act: TemplateAct;
  readonly name: string;
  readonly zh: string;
  readonly en: string;
};
export const templatesAtMost = 200;

type Within = { readonly database: Database };

export async function listTemplates(
  { database }: Within,
  city: string,
  agency: string,
): Promise<readonly ReasonTemplate[]> {
  const rows = await database.run(cityScope(city), templatesOfAgency, { city, agency });
  return rows.map(({ text_zh: zh, text_en: en, ...row }) => ({ ...row, zh, en, act: row.act as TemplateAct }));
}

/** Keeps one; `id` of one that stands changes it. */
export async function saveTemplate(
  work: Within,
  actor: Clerk,
  input: Omit<ReasonTemplate, "id" | "agency" | "act"> & { readonly id?: string; readonly act: string },
  now: Date,
): Promise<void> {
  const { city, agency } = actor;
  demand(actor, "work.arrange", { city, agency });
  if (agency === undefined) throw gone();
  const faults = new Faults();
  const name = tidyText(input.name, 60);
  const zh = tidyText(input.zh, 2_000);
  const en = tidyText(input.en, 4_000);
  const act = templateActs.find((one) => one === input.act);
  if (act === undefined) faults.add("act", "act", "请选择用在哪一步。", "Choose the act.");
  if (name === "") faults.add("name", "name", "请填写名称，不超过 60 个字。", "Enter a name of at most 60 characters.");
  if (zh === "")
    faults.add("zh", "zh", "请填写中文，不超过 2000 个字。", "Enter the Chinese text, at most 2,000 characters.");
  if (en === "")
    faults.add("en", "en", "请填写英文，不超过 4000 个字符。", "Enter the English text, at most 4,000 characters.");
  const all = await listTemplates(work, city, agency);
  if (input.id === undefined && all.length >= templatesAtMost)
    faults.add("name", "too_many", "最多 200 条，请先删除一条。", "At most 200. Please remove one first.");
  faults.refuse();
  if (act === undefined) return;
  if (input.id !== undefined && !all.some(({ id }) => id === input.id)) throw gone();
  const id = input.id ?? newId(now);
  await work.database.transaction(cityScope(city), async (tx) => {
    await tx.run(keepTemplate, {
      city,
      id,
      agency,
      service: input.service,
      act,
      name,
      text_zh: zh,
      text_en: en,
      changed_by: actor.id,
      now,
    });
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.template", subject: id, detail: { act, name } }, now);
  });
}

export async function removeTemplate({ database }: Within, actor: Clerk, id: string, now: Date): Promise<void> {
  const { city, agency } = actor;
  demand(actor, "work.arrange", { city, agency });
  await database.transaction(cityScope(city), async (tx) => {
    const removed = isId(id) && agency !== undefined ? await tx.run(removeTemplateRow, { city, id, agency }) : [];
    if (removed.length === 0) throw gone();
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.template", subject: id, detail: { removed: true } }, now);
  });
}
