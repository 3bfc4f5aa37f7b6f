import type { Text } from "../../../foundation/i18n/index.ts";
import type { Division } from "../../regions/index.ts";

/** An agency that a place usually has or is served by, and whose it is. */
export type UsualAgency = {
  readonly agency: string;
  /** The division it belongs to: the place itself, or its prefecture or province. */
  readonly owner: Division;
  readonly name: Text;
};

/** By the level that has it: its name behind the place's. Province: a department (厅), in municipalities a bureau or commission. */
type Pattern = { readonly zh: string; readonly en: string; readonly department?: Text };

const plain: Readonly<Record<string, Pattern>> = {
  any: { zh: "政务服务办公室", en: "Government Services Office" },
  "civil-affairs": {
    zh: "民政局",
    en: "Civil Affairs Bureau",
    department: { zh: "民政厅", en: "Department of Civil Affairs" },
  },
  "culture-tourism": {
    zh: "文化和旅游局",
    en: "Culture and Tourism Bureau",
    department: { zh: "文化和旅游厅", en: "Department of Culture and Tourism" },
  },
  "disabled-federation": { zh: "残疾人联合会", en: "Disabled Persons' Federation" },
  "disease-control": { zh: "疾病预防控制中心", en: "Centre for Disease Control and Prevention" },
  education: { zh: "教育局", en: "Education Bureau", department: { zh: "教育厅", en: "Department of Education" } },
  finance: { zh: "财政局", en: "Finance Bureau", department: { zh: "财政厅", en: "Department of Finance" } },
  gas: { zh: "燃气公司", en: "Gas Company" },
  heating: { zh: "供热公司", en: "Heating Company" },
  hospital: { zh: "人民医院", en: "People's Hospital" },
  hotline: { zh: "12345 政务服务便民热线", en: "12345 Hotline" },
  housing: {
    zh: "住房和城乡建设局",
    en: "Housing and Urban-Rural Development Bureau",
    department: { zh: "住房和城乡建设厅", en: "Department of Housing and Urban-Rural Development" },
  },
  "housing-fund": { zh: "住房公积金管理中心", en: "Housing Fund Management Centre" },
  "human-resources": {
    zh: "人力资源和社会保障局",
    en: "Human Resources and Social Security Bureau",
    department: { zh: "人力资源和社会保障厅", en: "Department of Human Resources and Social Security" },
  },
  justice: { zh: "司法局", en: "Justice Bureau", department: { zh: "司法厅", en: "Department of Justice" } },
  "market-regulation": { zh: "市场监督管理局", en: "Market Regulation Bureau" },
  "medical-insurance": { zh: "医疗保障局", en: "Healthcare Security Bureau" },
  "natural-resources": {
    zh: "自然资源局",
    en: "Natural Resources Bureau",
    department: { zh: "自然资源厅", en: "Department of Natural Resources" },
  },
  "notary-office": { zh: "公证处", en: "Notary Office" },
  "public-security": {
    zh: "公安局",
    en: "Public Security Bureau",
    department: { zh: "公安厅", en: "Department of Public Security" },
  },
  "toll-roads": { zh: "高速公路联网收费管理中心", en: "Expressway Toll Network Centre" },
  transport: {
    zh: "交通运输局",
    en: "Transport Bureau",
    department: { zh: "交通运输厅", en: "Department of Transport" },
  },
  water: { zh: "供水公司", en: "Water Company" },
  weather: { zh: "气象局", en: "Meteorological Bureau" },
};

/** What counties leave to their prefecture, and what a city's districts leave to it besides. */
const ofPrefecture = new Set(["exit-entry", "housing-fund"]);
const ofDistrictsCity = new Set([
  ...["traffic-police", "hotline", "power", "water", "gas", "heating", "natural-resources", "weather"],
]);
const ofProvince = new Set(["toll-roads"]);

/** 深圳, 广东, 广西, 海南, 贵州, 云南 have 南方电网; the west of 内蒙古 has a grid of its own. */
const southernGrid = new Set(["44", "45", "46", "52", "53"]);
const easternInnerMongolia = new Set(["1504", "1505", "1507", "1522"]);

/**
 * The agency of a kind that a place has or is served by, by the level at which such agencies exist: passports and housing fund at
 * the prefecture, toll roads at the province, most of the rest in the place itself. `path` leads from the province to the place.
 * Undefined for kinds this rule does not know. A name is a proposal that the city office changes where its own is another.
 */
export function usualAgency(agency: string, path: readonly Division[]): UsualAgency | undefined {
  const owner = ownerOf(agency, path);
  if (!owner) return undefined;
  const name = nameOf(agency, owner, path);
  return name && { agency, owner, name };
}

function ownerOf(agency: string, path: readonly Division[]): Division | undefined {
  const place = path.at(-1);
  const above = path.at(-2);
  if (!place || place.level === "province" || !above) return place;
  if (ofProvince.has(agency)) return path[0];
  if (place.level !== "county") return place;
  // Counties under no prefecture have everything themselves; a municipality is its districts' prefecture.
  const isCityAbove = above.level === "prefecture" || above.kind === "直辖市";
  if (!isCityAbove) return place;
  if (ofPrefecture.has(agency)) return above;
  return place.kind === "市辖区" && ofDistrictsCity.has(agency) ? above : place;
}

function nameOf(agency: string, owner: Division, path: readonly Division[]): Text | undefined {
  const { zh, en } = owner.name;
  const isMunicipality = owner.kind === "直辖市";
  const isProvince = owner.level === "province" && !isMunicipality;
  const behind = (wordsZh: string, wordsEn: string): Text => ({ zh: `${zh}${wordsZh}`, en: `${en} ${wordsEn}` });
  switch (agency) {
    case "court":
      if (isProvince || isMunicipality) return behind("高级人民法院", "Higher People's Court");
      return owner.level === "prefecture"
        ? behind("中级人民法院", "Intermediate People's Court")
        : behind("人民法院", "People's Court");
    case "exit-entry": {
      const police = isProvince ? "公安厅" : "公安局";
      const unit = isProvince || isMunicipality ? "出入境管理总队" : "出入境管理支队";
      return owner.level === "county"
        ? behind("公安局出入境管理大队", "Exit and Entry Administration")
        : behind(`${police}${unit}`, "Exit and Entry Administration");
    }
    case "traffic-police": {
      const unit = isProvince || isMunicipality ? "总队" : owner.level === "prefecture" ? "支队" : "大队";
      return behind(`${isProvince ? "公安厅" : "公安局"}交通警察${unit}`, "Traffic Police");
    }
    case "tax":
      return { zh: `国家税务总局${zh}税务局`, en: `State Taxation Administration, ${en} Tax Bureau` };
    case "power":
      return powerCompany(owner, isProvince, isMunicipality);
    case "public-security": {
      const above = path.at(-2);
      if (owner.kind === "市辖区" && above) {
        return {
          zh: `${above.name.zh}公安局${zh.replace(/区$/, "")}分局`,
          en: `${above.name.en} Public Security Bureau, ${en} Branch`,
        };
      }
      break;
    }
    default:
      break;
  }
  const pattern = plain[agency];
  if (!pattern) return undefined;
  const { zh: wordsZh, en: wordsEn } = (isProvince ? pattern.department : undefined) ?? pattern;
  return behind(wordsZh, wordsEn);
}

function powerCompany(owner: Division, isProvince: boolean, isMunicipality: boolean): Text {
  const { code, name, short } = owner;
  if (code === "440300") return { zh: "深圳供电局", en: "Shenzhen Power Supply Bureau" };
  if (southernGrid.has(code.slice(0, 2))) {
    return isProvince
      ? { zh: `${short}电网有限责任公司`, en: `${name.en} Power Grid Company` }
      : { zh: `南方电网${name.zh}供电局`, en: `China Southern Power Grid, ${name.en} Power Supply Bureau` };
  }
  if (code.startsWith("15") && !isProvince && !easternInnerMongolia.has(code.slice(0, 4))) {
    return {
      zh: `内蒙古电力集团${name.zh}供电公司`,
      en: `Inner Mongolia Power Group, ${name.en} Power Supply Company`,
    };
  }
  return isProvince || isMunicipality
    ? { zh: `国网${name.zh}电力公司`, en: `State Grid ${name.en} Electric Power Company` }
    : { zh: `国网${name.zh}供电公司`, en: `State Grid ${name.en} Power Supply Company` };
}
