import { readdirSync, readFileSync } from "node:fs";

/** In megabytes; `pssMb` counts pages that several processes share once. */
export type Memory = { readonly processes: number; readonly rssMb: number; readonly pssMb: number };

/** The process and everything it started, by their parents. */
function familyOf(first: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while we looked.
    }
  }
  const family = [first];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

function memoryOf(pids: readonly number[]): Memory {
  const sum = (name: string) =>
    pids.reduce((total, pid) => {
      const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
      return total + Number(found?.[1] ?? 0);
    }, 0);
  const mb = (kb: number) => Math.round(kb / 102.4) / 10;
  return { processes: pids.length, rssMb: mb(sum("Rss")), pssMb: mb(sum("Pss")) };
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8");

const ofProgram = (first: number) => familyOf(first).filter((pid) => commandOf(pid).includes("bin/program.mjs"));

/** Seconds of a processor that the program's own processes have used so far; other work on the machine does not change them. */
export function processorSeconds(first: number): number {
  const ticks = ofProgram(first).reduce((sum, pid) => {
    const [, user, system] = /\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return sum + Number(user ?? 0) + Number(system ?? 0);
  }, 0);
  return ticks / 100;
}

/** What an installation needs: the program's own processes, and those of the PostgreSQL it started. */
export function memoryOfInstallation(first: number): { program: Memory; postgres: Memory } {
  const family = familyOf(first);
  const program = ofProgram(first);
  const postgres = family.filter((pid) => commandOf(pid).includes("postgres") && !program.includes(pid));
  return { program: memoryOf(program), postgres: memoryOf(postgres) };
}
