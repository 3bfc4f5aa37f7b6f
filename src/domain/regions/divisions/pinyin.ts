import { pinyin } from "pinyin-pro";

/** Characters that pinyin-pro reads otherwise than place names do (都 as dou in 魏都区, 什 as shen in 喀什). */
const characters: Readonly<Record<string, string>> = { 都: "du", 什: "shi", 柏: "bai" };

/**
 * Names whose reading is known only to those who live there, after 现代汉语词典 and the local governments' own spelling. The value
 * reads the first characters of the name; what follows is read as usual.
 */
const names: Readonly<Record<string, string>> = {
  单县: "shan",
  乐亭县: "lao ting",
  乐陵市: "lao ling",
  乐清市: "yue qing",
  民乐县: "min le",
  六合区: "lu he",
  六安市: "lu an",
  召陵区: "shao ling",
  吴堡县: "wu bu",
  红寺堡区: "hong si bu",
  大城县: "dai cheng",
  大埔县: "da bu",
  大箐山县: "da qing shan",
  宕昌县: "tan chang",
  尉犁县: "yu li",
  曾都区: "zeng du",
  歙县: "she",
  泌阳县: "bi yang",
  洪洞县: "hong tong",
  浚县: "xun",
  涡阳县: "guo yang",
  牟定县: "mou ding",
  珲春市: "hun chun",
  称多县: "chen duo",
  穆棱市: "mu ling",
  筠连县: "jun lian",
  繁峙县: "fan shi",
  蔚县: "yu",
  蚌山区: "beng shan",
  调兵山市: "diao bing shan",
  黄陂区: "huang pi",
};

/** Readings that are also heard or were official earlier; the search knows them, pages do not show them. */
const alternatives: Readonly<Record<string, string>> = { 红寺堡区: "hong si pu" };

/** One syllable per character, lower case, no tones, `ü` kept: "yue yang xian". */
export function pinyinOf(name: string): string {
  const syllables = pinyin(name, { toneType: "none", type: "array" });
  const known = names[name]?.split(" ") ?? [];
  return [...name].map((character, i) => known[i] ?? characters[character] ?? syllables[i] ?? character).join(" ");
}

/** Other readings under which people look for the place: what a stranger reads (leqing for 乐清), and what was once official. */
export function otherPinyinOf(name: string): string[] {
  const others: string[] = [];
  const official = pinyinOf(name);
  if (names[name] !== undefined || [...name].some((character) => characters[character] !== undefined)) {
    const plain = pinyin(name, { toneType: "none", type: "array" }).join(" ");
    if (plain !== official) others.push(plain);
  }
  const known = alternatives[name]?.split(" ");
  if (known !== undefined) others.push([...known, ...official.split(" ").slice(known.length)].join(" "));
  return others;
}
