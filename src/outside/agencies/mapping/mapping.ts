import {
  AgencyFailure,
  type AgencyRequest,
  type AgencyStage,
  agencyStages,
  type HandedFile,
  type Reversal,
  type WriteOff,
} from "../../../domain/agencies/index.ts";
import { parseFormat, readFormat, Unreadable, writeFormat } from "./formats.ts";
import { at, listAt, put, type Tree, textAt } from "./tree.ts";

/** Theirs → ours. In `send` it is read backwards, so it must be one to one there. */
export type Codes = Readonly<Record<string, string | number | boolean>>;

/** What is sent, by their path: a path of ours, or more. `list` gathers several of ours, those that are known. */
export type SendSpec =
  | string
  | {
      readonly from?: string;
      readonly value?: string | number | boolean;
      readonly list?: readonly string[];
      readonly as?: string;
      readonly codes?: Codes;
      /** Ours → theirs, where several of ours are one of theirs. */
      readonly words?: Readonly<Record<string, string | number>>;
    };
export type Send = Readonly<Record<string, SendSpec>>;

/** What is taken, by our name: a path of theirs, or more. */
export type TakeSpec =
  | string
  | {
      readonly at: string;
      readonly as?: string;
      readonly codes?: Codes;
      readonly rows?: Readonly<Record<string, TakeSpec>>;
    };
export type Take = Readonly<Record<string, TakeSpec>>;

/** Something that is so in an answer: the HTTP status is one of these, and the text at a path is one of those. */
export type Condition = { readonly status?: readonly number[]; readonly at?: string; readonly is?: readonly string[] };
export type When = Condition | readonly Condition[];

export type StageSpec = {
  readonly reference: string;
  readonly stage: string;
  /** Their words → received, correction_asked, accepted, approved, refused. */
  readonly codes: Readonly<Record<string, AgencyStage["stage"]>>;
  readonly sequence?: string;
  readonly at?: { readonly at: string; readonly as?: string };
  readonly say?: string;
  readonly values?: Take;
  /** Added to what is said, line by line: what the value is called, by our name. */
  readonly labels?: Readonly<Record<string, string>>;
};

/** Whether all of it is so. */
export function holds(when: When | undefined, answer: { readonly status: number; readonly tree: Tree }): boolean {
  if (when === undefined) return false;
  const all = Array.isArray(when) ? (when as readonly Condition[]) : [when as Condition];
  return all.every(
    (each) =>
      (each.status === undefined || each.status.includes(answer.status)) &&
      (each.is === undefined || each.is.includes(textAt(answer.tree, each.at ?? ""))),
  );
}

/** What a request is about besides itself: the agency's reference of a case, a write-off or its reversal, a day. */
export type OurMore = {
  readonly reference?: string;
  readonly write?: WriteOff;
  readonly reversal?: Reversal;
  readonly day?: string;
  readonly file?: OurFile;
};

/** A file of a case. `content` is base64, where it travels within a body. */
type OurFile = Pick<HandedFile, "question" | "name" | "type" | "size" | "sha256"> & {
  readonly content?: string;
};

/**
 * Our side of a request, by path: `person.id_number`, `parameters.account`, `case.number`, `write_off.amount_fen`, `reversal.key`,
 * `file.name`, `city`, `day`, `key`, `now`, `reference`.
 */
export function ourTree(request: AgencyRequest, now: Date, more: OurMore = {}): Tree {
  const { person, parameters, city, key } = request;
  const { reference, write, reversal, day, file } = more;
  return {
    ...(person ? { person: { name: person.name, id_number: person.idNumber, id_type: person.idType } } : {}),
    ...{ parameters, city, key, now, operation: request.operation },
    ...(request.case
      ? {
          case: {
            number: request.case.number,
            service: request.case.service,
            phone: request.case.phone,
            submitted_on: request.case.submittedOn,
          },
        }
      : {}),
    ...(write
      ? {
          write_off: {
            ...{ reference: write.reference, key: write.key, amount_fen: Number(write.amount_fen) },
            ...{ paid_at: write.paidAt, provider: write.provider },
          },
        }
      : {}),
    ...(reversal
      ? {
          reversal: {
            ...{ key: reversal.reversal, write_off: reversal.key, reference: reversal.reference },
            ...{ amount_fen: Number(reversal.amount_fen), at: reversal.at },
          },
        }
      : {}),
    ...(day === undefined ? {} : { day }),
    ...(file === undefined ? {} : { file }),
    ...(reference === undefined ? {} : { reference }),
  };
}

/** First names of our paths. */
export const ourRoots = [
  ...(["person", "parameters", "case", "city", "key", "now", "operation", "reference"] as const),
  ...(["write_off", "reversal", "day", "file"] as const),
];

/** What is sent, as their tree. What we do not know is left out. @throws AgencyFailure `error` */
export function writeTree(send: Send | undefined, ours: Tree): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, spec] of Object.entries(send ?? {})) {
    const value = writeOne(spec, ours, path);
    if (value !== undefined) put(tree, path, value);
  }
  return tree;
}

function writeOne(spec: SendSpec, ours: Tree, path: string): unknown {
  if (typeof spec !== "string" && spec.value !== undefined) return spec.value;
  if (typeof spec !== "string" && spec.list) {
    const known = spec.list.map((each) => at(ours, each)).filter((each) => each !== undefined && each !== "");
    return known.length === 0 ? undefined : known;
  }
  const from = typeof spec === "string" ? spec : (spec.from ?? "");
  const value = at(ours, from);
  if (value === undefined || value === null || value === "") return undefined;
  const { as, codes, words } = typeof spec === "string" ? {} : spec;
  if (words) {
    const word = Object.hasOwn(words, String(value)) ? words[String(value)] : undefined;
    if (word === undefined) throw new AgencyFailure("error", `${path}: there is no word for ours`);
    return word;
  }
  if (codes) {
    const found = Object.entries(codes).find(([, ourOwn]) => ourOwn === value);
    if (!found) throw new AgencyFailure("error", `${path}: the codes have no word for ours`);
    return found[0];
  }
  // Numbers stay numbers where nothing else is said.
  if (as === undefined && (typeof value === "number" || typeof value === "boolean")) return value;
  if (as === undefined && Array.isArray(value)) return value;
  try {
    return writeFormat(parseFormat(as), value);
  } catch (error) {
    if (error instanceof Unreadable) throw new AgencyFailure("error", `${path}: ours is ${error.message}`);
    throw error;
  }
}

/** What is taken of their tree, in our forms. What is absent is left out. @throws AgencyFailure `unreadable` */
export function readTree(take: Take | undefined, tree: Tree): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(take ?? {})) {
    const value = readOne(spec, tree, name);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readOne(spec: TakeSpec, tree: Tree, name: string): unknown {
  if (typeof spec !== "string" && spec.rows) {
    const { rows } = spec;
    return listAt(tree, spec.at).map((row) => readTree(rows, row));
  }
  const { at: path, as, codes } = typeof spec === "string" ? { at: spec, as: undefined, codes: undefined } : spec;
  const value = at(tree, path);
  if (value === undefined || value === null || value === "") return undefined;
  if (codes) {
    const text = textAt(tree, path);
    if (!Object.hasOwn(codes, text))
      throw new AgencyFailure("unreadable", `${name}: a word that the codes do not know`);
    return codes[text];
  }
  if (as === undefined && (typeof value === "number" || typeof value === "boolean")) return value;
  try {
    return readFormat(parseFormat(as), value);
  } catch (error) {
    if (error instanceof Unreadable) throw new AgencyFailure("unreadable", `${name}: ${error.message}`);
    throw error;
  }
}

/** Where a case stands, in the contract's words. @throws AgencyFailure `unreadable` */
export function readStage(spec: StageSpec, tree: Tree, now: Date): AgencyStage {
  const reference = textAt(tree, spec.reference);
  const word = textAt(tree, spec.stage);
  const stage = Object.hasOwn(spec.codes, word) ? spec.codes[word] : undefined;
  if (reference === "" || reference.length > 100) throw new AgencyFailure("unreadable", "no reference");
  if (stage === undefined) throw new AgencyFailure("unreadable", "a stage that the codes do not know");
  const when = spec.at === undefined ? now : readOne({ as: "instant", ...spec.at }, tree, "at");
  const moment = when instanceof Date ? when : typeof when === "string" ? new Date(`${when}T00:00:00+08:00`) : now;
  const values = readTree(spec.values, tree);
  const said = [textAt(tree, spec.say ?? ""), ...labelled(spec.labels ?? {}, values)].filter((line) => line !== "");
  const counted =
    spec.sequence === undefined ? sequenceOf(moment, stage) : Number(textAt(tree, spec.sequence) || Number.NaN);
  if (!Number.isSafeInteger(counted) || counted < 0) throw new AgencyFailure("unreadable", "no sequence");
  return {
    ...{ reference, stage, sequence: counted, at: moment },
    ...(spec.say === undefined && said.length === 0 ? {} : said.length === 0 ? {} : { say: said.join("\n") }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
  };
}

function labelled(labels: Readonly<Record<string, string>>, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(labels).flatMap(([name, label]) => {
    const value = values[name];
    return value === undefined || typeof value === "object" ? [] : [`${label}：${String(value)}`];
  });
}

/** An agency that counts nothing tells a day and a stage: later days come later, and within a day the stages in their order. */
function sequenceOf(moment: Date, stage: AgencyStage["stage"]): number {
  return Math.floor((moment.getTime() + 8 * 3_600_000) / 86_400_000) * 10 + agencyStages.indexOf(stage);
}

/** A path of an address with our values in it, each encoded. @throws AgencyFailure `error` */
export function fillPath(path: string, ours: Tree): string {
  return path.replaceAll(/\{([a-z0-9_.]+)\}/g, (_, name: string) => {
    const value = textAt(ours, name);
    if (value === "") throw new AgencyFailure("error", `nothing is known for {${name}}`);
    return encodeURIComponent(value);
  });
}

/** The agency's own name of a case or a file, as its answer gives it. @throws AgencyFailure `unreadable` where there is none */
export function referenceIn(tree: Tree, path: string): string {
  const reference = textAt(tree, path);
  if (reference === "" || reference.length > 100) throw new AgencyFailure("unreadable", "no reference");
  return reference;
}
