/** What was done to a cell before it could be read; the words for people are in words.ts. */
export type Repair =
  | "html_removed"
  | "spaces_tidied"
  | "full_width_made_plain"
  | "invisible_characters_removed"
  | "placeholder_emptied";
export type Cleaned = { readonly text: string; readonly repairs: readonly Repair[] };

const longestCell = 10_000;
const entities: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", ensp: " ", emsp: " " },
  ...{ middot: "·", mdash: "—", ndash: "–", ldquo: "“", rdquo: "”", hellip: "…", yen: "¥" },
};
/** What people write where they have nothing to say. */
const placeholders: ReadonlySet<string> = new Set(
  "无 暂无 没有 空 测试 待定 略 null undefined nan none n/a na test - -- --- — —— / // \\ . 。 * ? ？ x xx xxx".split(
    " ",
  ),
);

/**
 * A cell as it was meant: without HTML, invisible characters, doubled spaces, full-width digits and letters; placeholders
 * (无, -, null, / and those of the mapping) are empty. Chinese punctuation stays.
 */
export function cleanCell(raw: string, more: ReadonlySet<string> = new Set()): Cleaned {
  // Most cells are as they should be.
  if (/^[\u4e00-\u9fff][\u4e00-\u9fff0-9]+$/.test(raw) && raw.length < 200 && !placeholders.has(raw) && !more.has(raw))
    return { text: raw, repairs: [] };
  const repairs: Repair[] = [];
  const step = (before: string, after: string, repair: Repair) => {
    if (before !== after) repairs.push(repair);
    return after;
  };
  let text = raw.slice(0, longestCell);
  text = step(text, withoutHtml(text), "html_removed");
  text = step(
    text,
    text.replaceAll(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]/g,
      "",
    ),
    "invisible_characters_removed",
  );
  text = step(
    text,
    text.replaceAll(/[０-９Ａ-Ｚａ-ｚ]/g, (one) => one.normalize("NFKC")),
    "full_width_made_plain",
  );
  text = step(text, text.replaceAll(/[\s\u3000\u00a0]+/g, " ").trim(), "spaces_tidied");
  const form = text.normalize("NFKC").toLowerCase();
  if (text !== "" && (placeholders.has(form) || more.has(form))) {
    repairs.push("placeholder_emptied");
    text = "";
  }
  return { text, repairs };
}

function withoutHtml(text: string): string {
  if (!/[<&]/.test(text)) return text;
  return text
    .replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, " ")
    .replaceAll(/<!--[\s\S]*?-->/g, " ")
    .replaceAll(/<\/?[a-z][^<>]{0,2000}>/gi, " ")
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : " ";
    });
}

const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** Whether an agency's code (统一社会信用代码, GB 32100-2015) has the right length, characters and check character. */
export function isAgencyCode(code: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{18}$/.test(code)) return false;
  let sum = 0;
  for (let at = 0, weight = 1; at < 17; at++, weight = (weight * 3) % 31)
    sum += alphabet.indexOf(code[at] ?? "") * weight;
  return alphabet[(31 - (sum % 31)) % 31] === code[17];
}

/** Whether `short` is `whole` with one character left out. */
export function isOneShort(short: string, whole: string): boolean {
  if (short.length + 1 !== whole.length) return false;
  let at = 0;
  while (at < short.length && short[at] === whole[at]) at++;
  return short.slice(at) === whole.slice(at + 1);
}

/** Sums of money as catalogues write them, in fen: 20元, ￥20.5, 免费, 0.2万元. Undefined where no single sum is said. */
export function feeIn(written: string): bigint | undefined {
  const text = written.normalize("NFKC").replaceAll(/[\s,]/g, "");
  if (/^(不收费|免费|不收取|无收费|否|不收|免收|零|0+(\.0+)?元?)$/.test(text)) return 0n;
  const amounts = [...text.matchAll(/(\d{1,9})(?:\.(\d{1,2}))?(万)?/g)];
  const [only] = amounts;
  if (amounts.length !== 1 || !only || !/^[¥￥]?(人民币)?\d[\d.]*万?(元|块|RMB)?(\/\S{1,6}|每\S{1,4}|整)?$/i.test(text))
    return undefined;
  const fen = BigInt(only[1] ?? "0") * 100n + BigInt((only[2] ?? "").padEnd(2, "0"));
  return only[3] ? fen * 10_000n : fen;
}

const numerals = "零一二三四五六七八九十";

/** A time to decide: 5个工作日, 即办, 15天, 三个工作日, or a bare number in `unit`. Undefined where none is said. */
export function timeIn(
  written: string,
  unit: "working_days" | "days" | undefined,
): { readonly days: number; readonly unit: "working_days" | "days" } | undefined {
  const text = written.normalize("NFKC").replaceAll(/\s/g, "");
  if (/^(即办|即时办结|当场|当场办结|立即办结|随到随办|马上办|现场办结|0+)/.test(text))
    return { days: 0, unit: unit ?? "working_days" };
  const found =
    /^(?:承诺|法定|自受理之日起)?(\d{1,3}|[一二两三四五六七八九十]{1,3})个?(工作日|自然日|日历日|天|日|月|小时|working_days|days)?(?:内|以内|办结|内办结)?$/.exec(
      text,
    );
  const count = found?.[1];
  if (count === undefined) return undefined;
  const days = /^\d/.test(count) ? Number(count) : numeral(count);
  const said = found?.[2];
  if (said === "月") return { days: days * 30, unit: "days" };
  if (said === "小时") return days <= 24 ? { days: 1, unit: "days" } : undefined;
  if (said === "工作日" || said === "working_days") return { days, unit: "working_days" };
  return { days, unit: said === undefined ? (unit ?? "working_days") : "days" };
}

function numeral(written: string): number {
  const value = (one: string | undefined) => (one === "两" ? 2 : numerals.indexOf(one ?? "零"));
  const [tens, ones] = written.includes("十") ? written.split("十") : [undefined, written];
  return (tens === undefined ? 0 : (tens === "" ? 1 : value(tens)) * 10) + (ones ? value(ones) : 0);
}
