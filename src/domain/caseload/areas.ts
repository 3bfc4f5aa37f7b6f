import { cityScope, type Database } from "../../foundation/database/index.ts";
import { writeAudit } from "../audit/index.ts";
import { type Clerk, demand } from "../identity/index.ts";
import { Faults, gone, tidyText } from "./refuse.ts";
import { areasOfCity, keepArea, removeAreaRow } from "./store.ts";

/** A part of a city: a division, or words that stand in the addresses there; and who serves it, of whatever agency. */
export type Area = {
  readonly area: string;
  readonly name: string;
  readonly division: string | null;
  readonly part: string | null;
  readonly clerks: readonly string[];
};

type Place = {
  readonly division?: unknown;
  readonly detail?: unknown;
  readonly words?: unknown;
  readonly address?: unknown;
};

type Within = { readonly database: Database };

export async function listAreas({ database }: Within, city: string): Promise<readonly Area[]> {
  return database.run(cityScope(city), areasOfCity, { city });
}

/** Keeps an area. Of its clerks those of the actor's agency are replaced by `clerks`; those of others stay. */
export async function saveArea(
  work: Within,
  actor: Clerk,
  input: Omit<Area, "clerks"> & { readonly clerks: readonly string[]; readonly ofAgency: readonly string[] },
  now: Date,
): Promise<void> {
  const { city } = actor;
  demand(actor, "work.arrange", { city, agency: actor.agency });
  const faults = new Faults();
  const name = tidyText(input.name, 60);
  const area = input.area.trim().toLowerCase();
  const division = input.division === null || input.division === "" ? null : input.division;
  const part = input.part === null ? null : tidyText(input.part, 40) || null;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(area))
    faults.add("area", "area", "代号用小写字母、数字和连字符。", "Small letters, digits and hyphens.");
  if (name === "")
    faults.add("name", "name", "请填写片区名称，不超过 60 个字。", "Enter the name, at most 60 characters.");
  if (division !== null && !/^\d{6}$/.test(division))
    faults.add("division", "division", "请填写六位行政区划代码。", "Enter a six-digit division code.");
  if (division === null && (part === null || [...part].length < 2))
    faults.add(
      "part",
      "part",
      "请填写地址里的字（例如荣家湾镇，至少两个字）或者行政区划代码。",
      "Enter words of the addresses there, two characters at least, or a division code.",
    );
  faults.refuse();
  const before = (await listAreas(work, city)).find((one) => one.area === area);
  const others = (before?.clerks ?? []).filter((clerk) => !input.ofAgency.includes(clerk));
  const clerks = [...new Set([...others, ...input.clerks.filter((clerk) => input.ofAgency.includes(clerk))])].slice(
    0,
    200,
  );
  await work.database.transaction(cityScope(city), async (tx) => {
    await tx.run(keepArea, { city, area, name, division, part, clerks, now });
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.area", subject: area, detail: { clerks: clerks.length } }, now);
  });
}

export async function removeArea({ database }: Within, actor: Clerk, area: string, now: Date): Promise<void> {
  const { city } = actor;
  demand(actor, "work.arrange", { city, agency: actor.agency });
  await database.transaction(cityScope(city), async (tx) => {
    const removed = await tx.run(removeAreaRow, { city, area: area.slice(0, 40) });
    if (removed.length === 0) throw gone();
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.area", subject: area, detail: { removed: true } }, now);
  });
}

/** The area that answers speak of: of those that fit, the one whose words say most. Undefined where none does. */
export function areaOf(areas: readonly Area[], answers: Readonly<Record<string, unknown>>): Area | undefined {
  const places = Object.values(answers).flatMap((value) => placesIn(value));
  const fits = (area: Area) =>
    places.some(
      ({ division, text }) =>
        (area.division === null || division === area.division) && (area.part === null || text.includes(area.part)),
    );
  const precise = ({ part, division }: Area) => (part?.length ?? 0) * 2 + (division === null ? 0 : 1);
  return areas.filter(fits).sort((a, b) => precise(b) - precise(a) || (a.area < b.area ? -1 : 1))[0];
}

/** Addresses, and spots given by words; files, names and everything else are none. */
function placesIn(value: unknown): { division: string | undefined; text: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const { division, detail, words, address } = value as Place;
  const text = (one: unknown) => (typeof one === "string" ? one : "");
  const found =
    typeof detail === "string" || typeof words === "string"
      ? [{ division: typeof division === "string" ? division : undefined, text: `${text(detail)}\n${text(words)}` }]
      : [];
  return address === undefined ? found : [...found, ...placesIn(address)];
}
