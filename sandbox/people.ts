import { randomFor } from "./support/random.ts";

/** Someone the agencies may know. */
export type Person = {
  readonly role: "grandmother" | "worker" | "student" | "foreigner" | "trader" | "resident";
  readonly name: string;
  readonly idType: "resident_id" | "foreign_permanent_resident_id";
  readonly idNumber: string;
  readonly phone: string;
  /** Six-digit code of the division where they live. */
  readonly division: string;
  readonly address: string;
  readonly birthday: string;
};

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

// The people of the demonstration, copied as facts from src/outside/identity/demo/people.ts (nothing is imported from there; a test
// compares both). All of them are invented.
export const demonstrationPeople: readonly Person[] = [
  {
    role: "grandmother",
    name: "王秀兰",
    idType: "resident_id",
    idNumber: withCheck("43062119440312902"),
    phone: "13900009001",
    division: "430621",
    address: "湖南省岳阳县荣家湾镇演示街 3 号",
    birthday: "1944-03-12",
  },
  {
    role: "worker",
    name: "李建军",
    idType: "resident_id",
    idNumber: withCheck("51132519910708911"),
    phone: "13900009002",
    division: "430621",
    address: "湖南省岳阳县荣家湾镇演示路 18 号 2 栋 501 室",
    birthday: "1991-07-08",
  },
  {
    role: "student",
    name: "陈雨桐",
    idType: "resident_id",
    idNumber: withCheck("13098220050921908"),
    phone: "13900009003",
    division: "430621",
    address: "湖南省岳阳县演示职业学院 6 号宿舍楼",
    birthday: "2005-09-21",
  },
  {
    role: "foreigner",
    name: "SILVA MARIA",
    idType: "foreign_permanent_resident_id",
    idNumber: withCheck("94307619880415904"),
    phone: "13900009004",
    division: "430621",
    address: "湖南省岳阳县演示花园 1 栋 302 室",
    birthday: "1988-04-15",
  },
  {
    role: "trader",
    name: "赵国梁",
    idType: "resident_id",
    idNumber: withCheck("41900119781130915"),
    phone: "13900009005",
    division: "419001",
    address: "河南省济源市演示巷 27 号",
    birthday: "1978-11-30",
  },
];

const others = 300;
const families = ["王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "徐", "孙", "马", "欧阳", "彭", "曾"] as const;
const given = {
  1: ["伟", "强", "建国", "志明", "海波", "文杰", "立新", "子轩", "浩然", "铁柱", "国强", "永福"],
  0: ["芳", "敏", "秀英", "海燕", "丽华", "雨欣", "桂香", "晓梅", "若溪", "玉兰", "春花", "静怡"],
} as const;
const homes = ["430621", "430621", "430621", "430602", "430624", "430626"] as const;
const streets = ["荣家湾镇演示街", "新墙镇示例路", "公田镇样板巷", "筻口镇演示大道"] as const;

/** Everybody there is, by number: the demonstration's people and made-up ones with serials below 900, the same for one seed. */
export function everybody(seed: number): ReadonlyMap<string, Person> {
  const people = [...demonstrationPeople];
  for (let index = 0; index < others; index += 1) people.push(madeUp(seed, index));
  return new Map(people.map((person) => [person.idNumber, person]));
}

function madeUp(seed: number, index: number): Person {
  const random = randomFor(seed, "person", index);
  const division = random.pick(homes);
  const birthday = `${random.whole(1936, 2012)}-${two(random.whole(1, 12))}-${two(random.whole(1, 28))}`;
  // Serials are spread over the list, so that two never meet.
  const serial = 100 + index * 2 + random.whole(0, 1);
  const sex = (serial % 2) as 0 | 1;
  return {
    role: "resident",
    name: random.pick(families) + random.pick(given[sex]),
    idType: "resident_id",
    idNumber: withCheck(division + birthday.replaceAll("-", "") + String(serial)),
    phone: `1390001${String(1000 + index)}`,
    division,
    address: `湖南省岳阳县${random.pick(streets)} ${random.whole(1, 199)} 号`,
    birthday,
  };
}

const two = (number: number): string => String(number).padStart(2, "0");

/** GB 11643: the eighteenth character. */
function withCheck(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return first17 + "10X98765432"[sum % 11];
}

export const hasRightCheck = (number: string): boolean =>
  /^\d{17}[\dX]$/.test(number) && withCheck(number.slice(0, 17)) === number;

/** Whole years on a day. */
export function ageOn(birthday: string, day: string): number {
  return Number(day.slice(0, 4)) - Number(birthday.slice(0, 4)) - (day.slice(5) < birthday.slice(5) ? 1 : 0);
}
