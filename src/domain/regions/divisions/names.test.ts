import { describe, expect, test } from "vitest";
import { bundledRows } from "../data/bundled.ts";
import { kindOf, levelOf } from "./division.ts";
import { englishOf } from "./english.ts";
import { otherPinyinOf, pinyinOf } from "./pinyin.ts";

const rows = bundledRows();

function english(name: string, code = rows.find((row) => row.name === name)?.code): string {
  if (code === undefined) throw new Error(`${name} is not in the list`);
  const level = levelOf(code);
  const kind = kindOf(level, name);
  if (kind === undefined) throw new Error(`${name} has no kind`);
  return englishOf(name, level, kind, pinyinOf(name));
}

// Place names that are read otherwise than their characters elsewhere (现代汉语词典, 7th edition, and local government spelling).
const tricky: Readonly<Record<string, string>> = {
  单县: "shan xian",
  乐亭县: "lao ting xian",
  乐陵市: "lao ling shi",
  乐清市: "yue qing shi",
  乐山市: "le shan shi",
  民乐县: "min le xian",
  乐都区: "le du qu",
  涡阳县: "guo yang xian",
  浚县: "xun xian",
  洪洞县: "hong tong xian",
  尉犁县: "yu li xian",
  尉氏县: "wei shi xian",
  黄陂区: "huang pi qu",
  重庆市: "chong qing shi",
  长沙市: "chang sha shi",
  长子县: "zhang zi xian",
  长垣市: "chang yuan shi",
  六安市: "lu an shi",
  六合区: "lu he qu",
  六盘水市: "liu pan shui shi",
  蚌埠市: "beng bu shi",
  蚌山区: "beng shan qu",
  亳州市: "bo zhou shi",
  歙县: "she xian",
  黟县: "yi xian",
  枞阳县: "zong yang xian",
  泌阳县: "bi yang xian",
  厦门市: "xia men shi",
  番禺区: "pan yu qu",
  吐鲁番市: "tu lu fan shi",
  东阿县: "dong e xian",
  阿城区: "a cheng qu",
  铅山县: "yan shan xian",
  弋阳县: "yi yang xian",
  监利市: "jian li shi",
  荥阳市: "xing yang shi",
  荥经县: "ying jing xian",
  渑池县: "mian chi xian",
  中牟县: "zhong mu xian",
  牟定县: "mou ding xian",
  鄄城县: "juan cheng xian",
  莘县: "shen xian",
  临朐县: "lin qu xian",
  繁峙县: "fan shi xian",
  蔚县: "yu xian",
  大城县: "dai cheng xian",
  大埔县: "da bu xian",
  盱眙县: "xu yi xian",
  邳州市: "pi zhou shi",
  句容市: "ju rong shi",
  什邡市: "shi fang shi",
  喀什市: "ka shi shi",
  犍为县: "qian wei xian",
  筠连县: "jun lian xian",
  郫都区: "pi du qu",
  都匀市: "du yun shi",
  魏都区: "wei du qu",
  曾都区: "zeng du qu",
  吴堡县: "wu bu xian",
  柞水县: "zha shui xian",
  宕昌县: "tan chang xian",
  称多县: "chen duo xian",
  珲春市: "hun chun shi",
  穆棱市: "mu ling shi",
  调兵山市: "diao bing shan shi",
  召陵区: "shao ling qu",
  南召县: "nan zhao xian",
  勐腊县: "meng la xian",
  儋州市: "dan zhou shi",
  崆峒区: "kong tong qu",
  万柏林区: "wan bai lin qu",
  桐柏县: "tong bai xian",
  泊头市: "bo tou shi",
  朝阳区: "chao yang qu",
  台州市: "tai zhou shi",
  丽水市: "li shui shi",
  隰县: "xi xian",
  井陉县: "jing xing xian",
  任丘市: "ren qiu shi",
  岳阳县: "yue yang xian",
  济源市: "ji yuan shi",
  吕梁市: "lü liang shi",
};

describe("pinyin of place names", () => {
  test.each(Object.entries(tricky))("%s is %s", (name, pinyin) => {
    expect(rows.some((row) => row.name === name)).toBe(true);
    expect(pinyinOf(name)).toBe(pinyin);
  });

  test("has one syllable of letters for every character of every name", () => {
    for (const { name } of rows) {
      expect(pinyinOf(name)).toMatch(/^[a-zü]+( [a-zü]+)*$/);
      expect(pinyinOf(name).split(" ")).toHaveLength([...name].length);
    }
  });

  test("keeps what strangers type", () => {
    expect(otherPinyinOf("乐清市")).toEqual(["le qing shi"]);
    expect(otherPinyinOf("宕昌县")).toEqual(["dang chang xian"]);
    expect(otherPinyinOf("岳阳县")).toEqual([]);
  });
});

describe("English names", () => {
  test.each([
    ["湖南省", "Hunan"],
    ["陕西省", "Shaanxi"],
    ["山西省", "Shanxi"],
    ["内蒙古自治区", "Inner Mongolia"],
    ["西藏自治区", "Tibet (Xizang)"],
    ["广西壮族自治区", "Guangxi"],
    ["宁夏回族自治区", "Ningxia"],
    ["新疆维吾尔自治区", "Xinjiang"],
    ["香港特别行政区", "Hong Kong"],
    ["澳门特别行政区", "Macao"],
    ["台湾省", "Taiwan"],
    ["北京市", "Beijing"],
    ["岳阳县", "Yueyang County"],
    ["任丘市", "Renqiu"],
    ["济源市", "Jiyuan"],
    ["西安市", "Xi'an"],
    ["六安市", "Lu'an"],
    ["单县", "Shanxian County"],
    ["矿区", "Kuangqu District"],
    ["浦东新区", "Pudong New Area"],
    ["东城区", "Dongcheng District"],
    ["阿荣旗", "Arong Banner"],
    ["鄂伦春自治旗", "Oroqen Autonomous Banner"],
    ["鄂温克族自治旗", "Ewenki Autonomous Banner"],
    ["东乡族自治县", "Dongxiang Autonomous County"],
    ["彭水苗族土家族自治县", "Pengshui Miao and Tujia Autonomous County"],
    ["双江拉祜族佤族布朗族傣族自治县", "Shuangjiang Lahu, Va, Blang and Dai Autonomous County"],
    ["龙胜各族自治县", "Longsheng Multi-ethnic Autonomous County"],
    ["恩施土家族苗族自治州", "Enshi Tujia and Miao Autonomous Prefecture"],
    ["瀍河回族区", "Chanhe Hui District"],
    ["神农架林区", "Shennongjia Forestry District"],
    ["六枝特区", "Liuzhi Special District"],
    ["阿克苏地区", "Aksu Prefecture"],
    ["锡林郭勒盟", "Xilingol League"],
    ["乌鲁木齐市", "Urumqi"],
    ["兴安盟", "Hinggan League"],
    ["兴安县", "Xing'an County"],
  ])("%s is %s", (name, expected) => {
    expect(english(name)).toBe(expected);
  });

  test("are letters for every division of the list", () => {
    for (const { code, name } of rows) expect(english(name, code)).toMatch(/^[A-Z][A-Za-zü'(), -]+$/);
  });
});
