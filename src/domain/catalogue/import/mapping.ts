import type { ErrorObject } from "ajv";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { CatalogueProblem } from "../files/problems.ts";
import { type Path, Source } from "../files/source.ts";
import schema from "./mapping.schema.json" with { type: "json" };

export const columnNames = [
  ...["code", "name", "kind", "agency", "agency_code", "url", "fee", "fee_basis"],
  ...["time", "time_unit", "phone", "venue", "address", "hours"],
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Which column of a foreign catalogue is what (mapping.schema.json says each part). */
export type Mapping = {
  readonly name?: string;
  readonly encoding?: "auto" | "utf-8" | "gb18030";
  readonly delimiter?: string;
  readonly list?: string;
  readonly columns: Readonly<Partial<Record<ColumnName, string | readonly string[]>>>;
  readonly values?: Readonly<Partial<Record<ColumnName, Readonly<Record<string, string | number>>>>>;
  readonly defaults?: Readonly<Partial<Record<ColumnName, string | number>>>;
  readonly services?: Readonly<Record<string, string>>;
  readonly agencies?: Readonly<Record<string, { readonly kind?: string; readonly en?: string }>>;
  readonly english?: Readonly<Record<string, string>>;
  readonly placeholders?: readonly string[];
  readonly least_score?: number;
};

export const leastScore = 0.75;

/** Column names that catalogues of provinces and cities usually have; what the pages use where nobody brings a mapping. */
export const usualMapping: Mapping = {
  name: "常见的列名 / usual columns",
  columns: {
    code: ["code", "事项编码", "实施编码", "基本编码", "事项代码", "权责编码", "编码"],
    name: ["name_zh", "事项名称", "服务名称", "办理项名称", "名称", "name"],
    kind: ["kind", "种类"],
    agency: ["office_zh", "实施主体", "实施机构", "实施主体名称", "办理机关", "部门名称", "责任部门", "部门", "agency"],
    agency_code: ["agency_code", "实施主体编码", "实施主体代码", "部门编码", "统一社会信用代码"],
    url: ["url", "办理链接", "在线办理地址", "网上办理地址", "链接"],
    fee: ["fee", "收费标准", "收费金额", "费用", "是否收费"],
    fee_basis: ["fee_basis", "收费依据"],
    time: ["promise", "承诺时限", "承诺办结时限", "承诺期限", "办结时限"],
    time_unit: ["promise_unit", "承诺时限单位", "承诺办结时限单位", "时限单位"],
    phone: ["phone", "咨询电话", "咨询方式", "联系电话", "电话"],
    venue: ["venue", "办理窗口", "办理大厅", "窗口名称"],
    address: ["address", "办理地点", "办理地址", "办公地址", "地址"],
    hours: ["hours", "办理时间", "办公时间", "工作时间"],
  },
};

let compiled: ValidateFunction<Mapping> | undefined;

/** Reads a mapping file (YAML) and says everything that is wrong with it, with line, column and remedy. */
export function readMapping(
  file: string,
  text: string,
): { readonly mapping: Mapping | undefined; readonly problems: readonly CatalogueProblem[] } {
  const source = new Source(file, text);
  if (source.problems.list.length > 0) return { mapping: undefined, problems: source.problems.list };
  // Made when the first mapping is read: few processes ever read one.
  compiled ??= new Ajv2020({ allErrors: true, strict: false }).compile<Mapping>(schema);
  const validate = compiled;
  if (validate(source.value)) return { mapping: source.value, problems: [] };
  for (const error of validate.errors ?? []) report(source, error);
  return { mapping: undefined, problems: source.problems.list };
}

function report(source: Source, error: ErrorObject): void {
  const path: Path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const known = columnNames.join(", ");
  const { keyword, params } = error;
  if (keyword === "additionalProperties" || keyword === "propertyNames") {
    const name = String(params["additionalProperty"] ?? params["propertyName"] ?? "");
    const allowed = path.length === 0 ? Object.keys(schema.properties).join(", ") : known;
    source.problems.add(
      "mapping_unknown_key",
      source.place([...path, name]),
      { zh: `这里不能写“${name}”。`, en: `"${name}" cannot stand here.` },
      { zh: `可以写：${allowed}。`, en: `Possible are: ${allowed}.` },
    );
    return;
  }
  if (keyword === "required") {
    const name = String(params["missingProperty"] ?? "");
    source.problems.add(
      "mapping_missing_key",
      source.place(path),
      { zh: `缺少“${name}”。`, en: `"${name}" is missing.` },
      {
        zh: "至少要写 columns，并说明 name（事项名称）在哪一列。",
        en: "At least `columns` with the column of `name` is needed.",
      },
    );
    return;
  }
  // The branches of a choice say the same once more.
  if (
    keyword === "anyOf" ||
    keyword === "type" ||
    keyword === "enum" ||
    keyword === "pattern" ||
    keyword.startsWith("m")
  ) {
    source.problems.add(
      "mapping_bad_value",
      source.placeOfValue(path),
      { zh: `“${path.join(".")}”的值不对。`, en: `The value of "${path.join(".")}" is not right.` },
      {
        zh: `请看 mapping.schema.json 里的说明：${error.message ?? keyword}。`,
        en: `See mapping.schema.json: it ${error.message ?? keyword}.`,
      },
    );
  }
}
