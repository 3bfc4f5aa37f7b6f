import { type Kind, type Level, suffixOf } from "./division.ts";

/** Names that are spelled otherwise than their pinyin, by law, by treaty or by old custom. */
const fixed: Readonly<Record<string, string>> = {
  陕西省: "Shaanxi",
  内蒙古自治区: "Inner Mongolia",
  广西壮族自治区: "Guangxi",
  西藏自治区: "Tibet (Xizang)",
  宁夏回族自治区: "Ningxia",
  新疆维吾尔自治区: "Xinjiang",
  香港特别行政区: "Hong Kong",
  澳门特别行政区: "Macao",
  // Only the league: 兴安县 in Guangxi is Xing'an.
  兴安盟: "Hinggan League",
};

/** Place names of minority languages keep the spelling on maps (地名汉语拼音字母拼写规则, minority-language rules). */
const ownSpelling: Readonly<Record<string, string>> = {
  哈尔滨: "Harbin",
  齐齐哈尔: "Qiqihar",
  呼和浩特: "Hohhot",
  鄂尔多斯: "Ordos",
  呼伦贝尔: "Hulunbuir",
  巴彦淖尔: "Bayannur",
  乌兰察布: "Ulanqab",
  锡林郭勒: "Xilingol",
  阿拉善: "Alxa",
  乌鲁木齐: "Urumqi",
  克拉玛依: "Karamay",
  吐鲁番: "Turpan",
  哈密: "Hami",
  喀什: "Kashgar",
  阿克苏: "Aksu",
  和田: "Hotan",
  伊犁: "Ili",
  阿勒泰: "Altay",
  拉萨: "Lhasa",
  日喀则: "Xigaze",
  昌都: "Qamdo",
  林芝: "Nyingchi",
  那曲: "Nagqu",
  阿里: "Ngari",
  格尔木: "Golmud",
};

const peoples: Readonly<Record<string, string>> = {
  蒙古族: "Mongol",
  蒙古: "Mongol",
  回族: "Hui",
  藏族: "Tibetan",
  苗族: "Miao",
  彝族: "Yi",
  壮族: "Zhuang",
  布依族: "Bouyei",
  朝鲜族: "Korean",
  满族: "Manchu",
  侗族: "Dong",
  瑶族: "Yao",
  白族: "Bai",
  土家族: "Tujia",
  哈尼族: "Hani",
  哈萨克族: "Kazak",
  哈萨克: "Kazak",
  傣族: "Dai",
  黎族: "Li",
  傈僳族: "Lisu",
  佤族: "Va",
  畲族: "She",
  拉祜族: "Lahu",
  水族: "Sui",
  东乡族: "Dongxiang",
  纳西族: "Naxi",
  景颇族: "Jingpo",
  柯尔克孜: "Kirgiz",
  土族: "Tu",
  达斡尔族: "Daur",
  仫佬族: "Mulao",
  羌族: "Qiang",
  布朗族: "Blang",
  撒拉族: "Salar",
  毛南族: "Maonan",
  仡佬族: "Gelao",
  锡伯: "Xibe",
  塔吉克: "Tajik",
  怒族: "Nu",
  普米族: "Pumi",
  鄂温克族: "Ewenki",
  鄂伦春: "Oroqen",
  独龙族: "Derung",
  裕固族: "Yugur",
  保安族: "Bonan",
  各族: "Multi-ethnic",
};

const kindWords: Partial<Record<Kind, string>> = {
  地区: "Prefecture",
  自治州: "Autonomous Prefecture",
  盟: "League",
  市辖区: "District",
  县: "County",
  自治县: "Autonomous County",
  旗: "Banner",
  自治旗: "Autonomous Banner",
  特区: "Special District",
  林区: "Forestry District",
};

const longestFirst = Object.entries(peoples).sort(([a], [b]) => b.length - a.length);

/** A name taken apart: the place, the peoples it is home to, the kind word. */
export type NameParts = {
  readonly stem: string;
  readonly peoples: readonly string[];
  readonly suffix: string;
};

const shortProvinces: Readonly<Record<string, string>> = {
  广西壮族自治区: "广西",
  宁夏回族自治区: "宁夏",
  新疆维吾尔自治区: "新疆",
};

/** 彭水苗族土家族自治县 → 彭水 · Miao, Tujia · 自治县. A place named only for its people has that name as its stem (东乡族自治县). */
export function takeApart(name: string, level: Level, kind: Kind): NameParts {
  const suffix = suffixOf(name, level, kind);
  let stem = shortProvinces[name] ?? name.slice(0, name.length - suffix.length);
  const found: string[] = [];
  // Only units named for a people carry one before the kind word; elsewhere 蒙古 and 土族 are parts of longer names.
  const mayName = (word: string) =>
    kind === "市辖区" ? word.endsWith("族") : kind === "自治州" || kind === "自治县" || kind === "自治旗";
  for (;;) {
    const people = longestFirst.find(([word]) => mayName(word) && stem.endsWith(word) && stem.length > word.length);
    if (people === undefined) return { stem, peoples: found, suffix };
    stem = stem.slice(0, -people[0].length);
    found.unshift(people[1]);
  }
}

function spell(syllables: readonly string[]): string {
  const joined = syllables.reduce((word, next) => word + (word !== "" && /^[aeo]/.test(next) ? `'${next}` : next), "");
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

/**
 * English name: pinyin with a capital and the kind word ("Yueyang County"); a city is its name alone ("Renqiu"). A county of one
 * character keeps its Chinese kind word ("Shanxian County"), as maps write it.
 */
export function englishOf(name: string, level: Level, kind: Kind, pinyin: string): string {
  const known = fixed[name];
  if (known !== undefined) return known;
  const { stem, peoples: home, suffix } = takeApart(name, level, kind);
  const isNewArea = kind === "市辖区" && stem.length > 2 && stem.endsWith("新");
  const place = isNewArea ? stem.slice(0, -1) : stem;
  const length = [...place].length === 1 && level === "county" ? 1 + [...suffix].length : [...place].length;
  const spelled = ownSpelling[place] ?? peoples[place] ?? spell(pinyin.split(" ").slice(0, length));
  const list = home.length > 1 ? `${home.slice(0, -1).join(", ")} and ${home.at(-1) ?? ""}` : (home[0] ?? "");
  return [spelled, list, isNewArea ? "New Area" : (kindWords[kind] ?? "")].filter((part) => part !== "").join(" ");
}
