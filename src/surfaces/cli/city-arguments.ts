import type { Catalogue } from "../../domain/catalogue/index.ts";
import type { Division, Divisions } from "../../domain/regions/index.ts";
import type { SealAlgorithm } from "../../foundation/secrets/index.ts";
import { InstallationProblem } from "../installation.ts";

/** The one division somebody means by a code or a name; more than one is said, none is a problem. */
export function findDivision(divisions: Divisions, typed: string): Division {
  const exact = divisions.get(typed.trim());
  if (exact?.endedOn === null) return exact;
  const found = divisions.search(typed, { limit: 10 });
  const [only] = found;
  if (only && (found.length === 1 || [only.name.zh, only.short].includes(typed.trim()))) {
    const same = found.filter((each) => each.name.zh === only.name.zh);
    if (same.length === 1) return only;
  }
  if (found.length === 0) throw new InstallationProblem(`no division is called ${typed}: give its six-digit code`);
  const lines = found.map(
    (each) =>
      `  ${each.code} ${divisions
        .path(each.code)
        .map(({ name }) => name.zh)
        .join("")} ${each.name.en}`,
  );
  throw new InstallationProblem(`${typed} may mean one of these; give its code:\n${lines.join("\n")}`);
}

/** With what a city's data is sealed (GB/T 39786 asks some for SM4). */
export function readAlgorithm(typed: string): SealAlgorithm {
  if (typed === "aes-256-gcm" || typed === "sm4-gcm") return typed;
  throw new InstallationProblem("--algorithm is aes-256-gcm or sm4-gcm");
}

/** "a,b", "all" or nothing. */
export function readOffer(text: string, catalogue: Catalogue): ReadonlySet<string> | "all" {
  if (text.trim() === "all") return "all";
  const codes = text
    .split(",")
    .map((code) => code.trim())
    .filter(Boolean);
  const unknown = codes.filter((code) => !catalogue.service(code));
  if (unknown.length > 0) {
    const known = catalogue.services().map(({ definition }) => definition.code);
    throw new InstallationProblem(`no service is called ${unknown.join(", ")}. There are: ${known.join(", ")}`);
  }
  return new Set(codes);
}
