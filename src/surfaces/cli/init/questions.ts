import { isCancel, multiselect, select, text } from "@clack/prompts";
import type { Catalogue } from "../../../domain/catalogue/index.ts";
import type { Division, Divisions } from "../../../domain/regions/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { InstallationProblem } from "../../installation.ts";
import { findDivision } from "../city-arguments.ts";
import { agencyName } from "../tenants.ts";

/** Asks at the terminal for what no flag said; Ctrl-C leaves everything done so far, and the next `init` goes on. */
export async function askText(message: string, initial?: string): Promise<string> {
  const answer = await text({
    message,
    ...(initial === undefined ? {} : { initialValue: initial }),
    validate: (value) => ((value ?? "").trim() === "" ? "Please enter something. 请填写。" : undefined),
  });
  return answered(answer).trim();
}

/** A city by code, name, pinyin or initials. */
export async function askCity(divisions: Divisions): Promise<Division> {
  for (;;) {
    const typed = await askText("First city: code or name 第一个开通的市县（代码或名称）");
    const found =
      divisions.get(typed)?.endedOn === null ? [findDivision(divisions, typed)] : divisions.search(typed, { limit: 8 });
    if (found.length === 0) continue;
    const options = found.map((each) => ({
      value: each.code,
      label: `${each.code} ${divisions
        .path(each.code)
        .map(({ name }) => name.zh)
        .join(" ")} ${each.name.en}`,
    }));
    const code = answered(
      await select({ message: "Which one 是哪一个", options: [...options, { value: "", label: "another 都不是" }] }),
    );
    const chosen = divisions.get(code);
    if (chosen) return chosen;
  }
}

/** Which services residents are to see, as soon as nothing needed is missing; the others are prepared, hidden. */
export async function askOffer(catalogue: Catalogue): Promise<ReadonlySet<string>> {
  const options = catalogue.services().map(({ definition }) => ({
    value: definition.code,
    label: `${definition.name.zh} ${definition.name.en}`,
  }));
  const chosen = await multiselect({
    message:
      "Services to show as soon as nothing needed is missing (all others wait hidden) 内容齐备后开放的服务（其余先不公开）",
    options,
    required: false,
  });
  return new Set(answered(chosen));
}

/** What the city's agencies are called, with the usual names to accept. */
export async function askAgencies(catalogue: Catalogue, city: Text): Promise<ReadonlyMap<string, Text>> {
  const kinds = new Set(catalogue.services().map(({ definition }) => definition.agency));
  const names = new Map<string, Text>();
  for (const kind of kinds) {
    const usual = agencyName(catalogue, city, kind);
    const zh = await askText(`Name of ${kind}, Chinese 机关名称（中文）`, usual.zh);
    const en = await askText(`Name of ${kind}, English 机关名称（英文）`, usual.en);
    names.set(kind, { zh, en });
  }
  return names;
}

/** "public-security=岳阳县公安局|Yueyang County Public Security Bureau; hotline=…|…" */
export function readAgencies(typed: string): ReadonlyMap<string, Text> {
  const names = new Map<string, Text>();
  for (const each of typed.split(";").filter((part) => part.trim() !== "")) {
    const [, kind, zh, en] = /^\s*([a-z-]+)\s*=\s*([^|]+?)\s*\|\s*([^|]+?)\s*$/.exec(each) ?? [];
    if (!kind || !zh || !en)
      throw new InstallationProblem(
        `--agencies: "${each.trim()}" should look like public-security=岳阳县公安局|Yueyang County Public Security Bureau`,
      );
    names.set(kind, { zh, en });
  }
  return names;
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (!isCancel(answer) && typeof answer !== "symbol") return answer as Exclude<T, symbol>;
  throw new InstallationProblem('stopped; what was done stays, and "onewindow init" goes on from here');
}
