const digits = "零壹贰叁肆伍陆柒捌玖";
const within = ["", "拾", "佰", "仟"];
const groups = ["", "万", "亿", "万亿"];

/** The largest amount that has words: 9,999,999,999,999,999.99 yuan. */
export const capitalAtMost = 10n ** 18n - 1n;

/**
 * An amount in fen as Chinese bills write it, so that no figure can be added: 人民币壹仟零叁拾元伍角整.
 * Rules: 正确填写票据和结算凭证的基本规定 (支付结算办法 附一), 一 and 三: several zeros together are one 零; 整 after yuan or jiao, never after fen.
 */
export function capitalAmount(fen: bigint): string {
  if (fen < 0n || fen > capitalAtMost) throw new Error(`${fen} fen have no words`);
  const yuan = fen / 100n;
  const jiao = Number((fen / 10n) % 10n);
  const cents = Number(fen % 10n);
  const whole = yuan === 0n ? "" : `${wholeYuan(yuan)}元`;
  if (jiao === 0 && cents === 0) return `人民币${whole === "" ? "零元" : whole}整`;
  const between = whole !== "" && jiao === 0 ? "零" : "";
  const small = `${jiao === 0 ? "" : `${digits[jiao]}角`}${cents === 0 ? "整" : `${digits[cents]}分`}`;
  return `人民币${whole}${between}${small}`;
}

/** Groups of four figures from the right; a group that begins with zeros after another one is told by one 零. */
function wholeYuan(yuan: bigint): string {
  const parts: number[] = [];
  for (let rest = yuan; rest > 0n; rest /= 10_000n) parts.push(Number(rest % 10_000n));
  let text = "";
  let gap = false;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const part = parts[index] ?? 0;
    if (part === 0) {
      gap = text !== "";
      continue;
    }
    if (text !== "" && (gap || part < 1_000)) text += "零";
    text += ofGroup(part) + groupName(parts, index);
    gap = false;
  }
  return text;
}

/** 万亿 is said once: 壹万零壹亿, and where no figure of its lower half follows, 壹万亿. */
function groupName(parts: readonly number[], index: number): string {
  if (index !== 3) return groups[index] ?? "";
  return (parts[2] ?? 0) === 0 ? "万亿" : "万";
}

function ofGroup(part: number): string {
  let text = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(part / 10 ** place) % 10;
    if (digit === 0) {
      gap = text !== "";
      continue;
    }
    text += `${gap ? "零" : ""}${digits[digit]}${within[place]}`;
    gap = false;
  }
  return text;
}
