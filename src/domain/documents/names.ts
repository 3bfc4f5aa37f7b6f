const longest = 120;

/** Control characters, and the invisible ones that reverse or hide parts of a name (photo_gpj.exe). */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const notInNames = /[<>:"|?*]/g;

/**
 * A file's name as it may be shown, stored and offered for saving: without folders, control characters, direction marks and
 * characters that file systems refuse; at most 120 characters, the ending kept. Never empty. The ending follows the content
 * (`extension`, without dot), whatever the sender claimed.
 */
export function normaliseName(claimed: string, extension: string): string {
  const tail = claimed.slice(0, 4096).normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const clean = tail
    .replaceAll(unseen, "")
    .replaceAll(notInNames, "_")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[. ]+/, "")
    .trim();
  const stem = clean.replace(/\.[A-Za-z0-9]{1,5}$/, "").replace(/[. ]+$/, "");
  const room = longest - extension.length - 1;
  return `${[...(stem || "file")].slice(0, room).join("")}.${extension}`;
}

/** The ending of a claimed name, small, without dot; empty where there is none. */
export function claimedExtension(claimed: string): string {
  return /\.([A-Za-z0-9]{1,8})\s*$/.exec(claimed.replaceAll(unseen, ""))?.[1]?.toLowerCase() ?? "";
}
