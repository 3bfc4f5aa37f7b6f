import { residentIdCheck } from "../../../domain/identity/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";

/**
 * The people of the demonstration. All of them are invented: their numbers have right check digits, so that every rule runs,
 * and serials from 900 on; streets and telephones are made up.
 */
export type DemonstrationPerson = {
  readonly sub: string;
  readonly who: Text;
  readonly claims: Readonly<Record<string, string>>;
};

export const people: readonly DemonstrationPerson[] = [
  person(
    "grandmother",
    { zh: "82 岁的老人，户籍在岳阳县", en: "82 years old, household in Yueyang county" },
    {
      name: "王秀兰",
      id_number: withCheck("43062119440312902"),
      phone_number: "13900009001",
      hukou_division: "430621",
      address: "湖南省岳阳县荣家湾镇演示街 3 号",
    },
  ),
  person(
    "worker",
    { zh: "在岳阳县务工，户籍在四川西充", en: "Works in Yueyang county, household in Xichong, Sichuan" },
    {
      name: "李建军",
      id_number: withCheck("51132519910708911"),
      phone_number: "13900009002",
      hukou_division: "511325",
      address: "湖南省岳阳县荣家湾镇演示路 18 号 2 栋 501 室",
    },
  ),
  person(
    "student",
    { zh: "在岳阳县读书的学生，户籍在河北任丘", en: "Studies in Yueyang county, household in Renqiu, Hebei" },
    {
      name: "陈雨桐",
      id_number: withCheck("13098220050921908"),
      phone_number: "13900009003",
      hukou_division: "130982",
      address: "湖南省岳阳县演示职业学院 6 号宿舍楼",
    },
  ),
  person(
    "foreigner",
    { zh: "持外国人永久居留身份证", en: "Holds a foreign permanent resident card" },
    {
      name: "SILVA MARIA",
      id_type: "foreign_permanent_resident_id",
      // Card of 2023: 9, place of issue, country (ISO 3166 numeric), birthday, serial, check.
      id_number: withCheck("94307619880415904"),
      phone_number: "13900009004",
      address: "湖南省岳阳县演示花园 1 栋 302 室",
    },
  ),
  person(
    "trader",
    { zh: "个体工商户，户籍在河南济源", en: "Runs a small shop, household in Jiyuan, Henan" },
    {
      name: "赵国梁",
      id_number: withCheck("41900119781130915"),
      phone_number: "13900009005",
      hukou_division: "419001",
      address: "河南省济源市演示巷 27 号",
    },
  ),
];

function person(sub: string, who: Text, claims: Record<string, string>): DemonstrationPerson {
  return { sub, who, claims: { id_type: "resident_id", ...claims } };
}

function withCheck(first17: string): string {
  return first17 + residentIdCheck(first17);
}
