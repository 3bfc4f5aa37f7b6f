import { describe, expect, it } from "vitest";
import { type Compared, enough, isAlike, likeness } from "./likeness.ts";
import { cellOf, cellsAround, coarsePlace, metresBetween } from "./place-of.ts";

const corner = { latitude: 29.1442, longitude: 113.1166 };
const far = { latitude: 29.1502, longitude: 113.1298 };
const near = (metres: number) => ({ ...corner, latitude: corner.latitude + metres / 111_195 });

type At = { words?: string; point?: typeof corner };
const told = (story: string, at: At = {}): Compared => ({
  story,
  spot: { words: at.words ?? "", address: undefined, point: at.point },
  address: undefined,
});

/** Pairs of one category as people write them; `same`: about one and the same thing. */
const labelled: readonly { readonly a: Compared; readonly b: Compared; readonly same: boolean }[] = [
  [true, "机动车道上有一个大坑，下雨积水看不见，昨天有电动车摔倒。", "东方路上有个坑，骑车很危险，请修一修。", 40],
  [true, "路口的井盖坏了，车一过就响，晚上吵得睡不着", "井盖松动，汽车压过声音很大", 25],
  [true, "人行道地砖碎了好几块，老人走路容易绊倒", "人行道砖头翘起来了，绊倒了人", 90],
  [true, "路灯连续三天不亮，晚上很黑", "这一排路灯都不亮，天黑看不清路", 120],
  [true, "工地半夜还在施工，噪音太大", "夜里十二点工地打桩，吵得孩子睡不着", 80],
  [true, "垃圾桶满了没人收，臭味很大", "垃圾堆了好几天没有清运，有臭味", 30],
  [true, "下水道堵了，污水流到路面上", "污水井往外冒水，路面全是污水", 60],
  [true, "路边的树枝断了，挂在电线上", "大树断了一根树枝，搭在电线上很危险", 20],
  [true, "电动车停满人行道，走不过去", "人行道被电动车占了，只能走马路", 70],
  [true, "护栏被撞坏了，一直没人修", "桥上的护栏撞坏一截，请尽快修好", 45],
  [true, "There is a deep pothole in the right lane", "Deep pothole, cyclists nearly fall", 35],
  [false, "机动车道上有一个大坑，下雨积水看不见", "斑马线磨没了，看不清，请重新划线", 60],
  [false, "路口的井盖坏了，车一过就响", "人行道地砖碎了好几块", 110],
  [false, "工地半夜还在施工，噪音太大", "楼下烧烤店油烟直往家里灌", 90],
  [false, "垃圾桶满了没人收", "公共厕所没有水，请修理", 100],
  [false, "路灯连续三天不亮", "楼道声控灯太刺眼，想换一个", 50],
  [false, "大树挡住了信号灯", "公园长椅断了一条腿", 130],
  [false, "机动车道上有一个大坑，请尽快填平", "机动车道上有一个大坑，请尽快填平", 1400],
  [false, "路灯不亮，晚上很黑", "路灯不亮，晚上很黑，请修", 2300],
].map(([same, a, b, metres]) => ({
  a: told(a as string, { point: corner }),
  b: told(b as string, { point: near(metres as number) }),
  same: same as boolean,
}));

/** The same without points: the words alone must carry it. */
const byWords: typeof labelled = [
  [true, "东方路和天鹅路路口有个大坑，下雨积水", "天鹅路口大坑，东方路那边，下雨全是积水"],
  [true, "实验小学东门对面路灯不亮", "实验小学东门口的路灯晚上不亮"],
  [true, "滨河公园北门垃圾桶没人清", "滨河公园北门垃圾桶满了没人清理"],
  [false, "东方路路灯不亮", "建设路井盖坏了，请修"],
  [false, "小区门口有个坑，请修一修", "学校后面有一个坑，车开不过去"],
  [false, "半夜工地施工吵得睡不着", "楼下广场舞音响太大，孩子写不了作业"],
].map(([same, a, b]) => ({ a: told(a as string), b: told(b as string), same: same as boolean }));

describe("what may be the same report", () => {
  it("finds at least nine in ten of the labelled pairs, and no more than one in ten wrongly", () => {
    const all = [...labelled, ...byWords];
    const said = all.map(({ a, b, same }) => ({ same, said: isAlike(likeness(a, b)), words: likeness(a, b).words }));
    const found = said.filter((one) => one.same && one.said).length;
    const wrong = said.filter((one) => !one.same && one.said).length;
    const missed = said.filter((one) => one.same && !one.said).length;
    const recall = found / (found + missed);
    const precision = found / (found + wrong);
    expect(
      { recall, precision },
      JSON.stringify(said.map((one) => [one.same, one.said, one.words.toFixed(3)])),
    ).toEqual({
      recall: expect.toSatisfy((value: number) => value >= 0.9),
      precision: expect.toSatisfy((value: number) => value >= 0.9),
    });
    expect(enough.near).toBeLessThan(enough.far);
  });

  it("is the same either way round, and one with itself", () => {
    for (const { a, b } of labelled) {
      expect(likeness(a, b)).toEqual(likeness(b, a));
      expect(likeness(a, a).words).toBeCloseTo(1);
    }
  });

  it("never joins by words what is known to be far away, and takes the same address for the same", () => {
    const a = told("路上有个大坑", { point: corner });
    expect(isAlike(likeness(a, told("路上有个大坑", { point: far })))).toBe(false);
    const at = { ...told("坑"), address: "hash" };
    expect(isAlike(likeness(at, { ...told("完全别的话"), address: "hash" }))).toBe(true);
  });
});

describe("places", () => {
  it("metres over the ground", () => {
    expect(metresBetween(corner, corner)).toBe(0);
    expect(metresBetween(corner, near(150))).toBeCloseTo(150, 0);
    // Beijing to Shanghai, by the published coordinates of both.
    expect(
      metresBetween({ latitude: 39.9042, longitude: 116.4074 }, { latitude: 31.2304, longitude: 121.4737 }),
    ).toBeCloseTo(1_067_000, -4);
  });

  it("whatever is within 150 m lies in one of the nine squares", () => {
    for (let angle = 0; angle < 360; angle += 15) {
      const north = (150 / 111_195) * Math.cos((angle * Math.PI) / 180);
      const east = ((150 / 111_195) * Math.sin((angle * Math.PI) / 180)) / Math.cos((corner.latitude * Math.PI) / 180);
      const there = { latitude: corner.latitude + north, longitude: corner.longitude + east };
      expect(cellsAround(corner)).toContain(cellOf(there));
    }
  });

  it("tells anybody the road and never the door", () => {
    expect(coarsePlace("荣家湾镇东方路和天鹅路路口往北")).toBe("荣家湾镇东方路");
    expect(coarsePlace("济水街道文昌路 20 号院 3 号楼 1 单元 101 室")).toBe("济水街道文昌路");
    expect(coarsePlace("人民大道 18 号")).toBe("人民大道");
    for (const personal of ["我家门口的路", "李明华家对面", "20 号院 3 号楼", "", "张三店旁边的街"]) {
      expect(coarsePlace(personal), personal).toBeUndefined();
    }
  });
});
