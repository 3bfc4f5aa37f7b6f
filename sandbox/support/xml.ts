import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import type { Agency, Answer, Heard } from "./agency.ts";
import { sameText } from "./control.ts";
import { isDay, local } from "./days.ts";
import { decode, type Encoding } from "./gbk.ts";
import { type Fields, isFields } from "./json.ts";

/** Refused in the words of this dialect: a code below zero, or 0 for "nothing known". */
export class XmlError extends Error {
  readonly code: 0 | -1 | -2 | -3 | -4 | -5;

  constructor(code: XmlError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export const nothingKnown = (): XmlError => new XmlError(0, "未查询到数据");

export type XmlOperation = (body: Fields, swapped: boolean) => Fields;

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, processEntities: true, trimValues: true });
const builder = new XMLBuilder({ ignoreAttributes: true, suppressEmptyNode: false });

const declared: Readonly<Record<string, Encoding>> = { "utf-8": "utf-8", utf8: "utf-8", gbk: "gbk", gb2312: "gbk" };

/** Which encoding the request's declaration names; undefined for one that is not spoken here. */
function encodingOf(heard: Heard): Encoding | undefined {
  const start = heard.body.toString("latin1", 0, 200);
  const name = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([^"']*)["']/.exec(start)?.[1] ?? "utf-8";
  return declared[name.toLowerCase()];
}

/** `REQUEST/HEAD+BODY` in, `RESPONSE/HEAD+BODY` out, upper-case keys, HTTP 200, in the encoding of the request. */
export function xmlDialect(
  token: string,
  operations: Readonly<Record<string, XmlOperation>>,
): Required<Pick<Agency, "answer" | "broken">> {
  const say = (
    code: number,
    message: string,
    encoding: Encoding,
    head: { status?: number; id?: string } = {},
    body: Fields = {},
  ): Answer => {
    const frame = {
      RESPONSE: {
        HEAD: { CODE: code, MESSAGE: message, MSGID: head.id ?? "", TIME: `${local(new Date())}.0` },
        BODY: body,
      },
    };
    const name = encoding === "gbk" ? "GBK" : "UTF-8";
    const text = `<?xml version="1.0" encoding="${name}"?>\n${builder.build(frame)}`;
    return { status: head.status ?? 200, type: "text/xml", text, encoding };
  };
  return {
    broken: (heard) => say(-9, "系统异常", encodingOf(heard) ?? "utf-8", { status: 500 }),
    answer: (heard, swapped) => {
      const encoding = encodingOf(heard);
      if (!encoding) return say(-3, "不支持的编码", "utf-8");
      let id = "";
      try {
        const { head, body } = read(heard, encoding);
        id = String(head["MSGID"] ?? "");
        if (!sameText(String(head["TOKEN"] ?? ""), token)) throw new XmlError(-1, "TOKEN无效");
        const name = String(head["OPERATION"] ?? "");
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
        if (!operation) throw new XmlError(-2, `接口不存在：${name.slice(0, 50)}`);
        if (id === "" || id.length > 100) throw new XmlError(-4, "参数缺失：MSGID");
        dayTime(head, "SENDTIME");
        return say(1, "成功", encoding, { id }, operation(body, swapped));
      } catch (error) {
        if (error instanceof XmlError) return say(error.code, error.message, encoding, { id: id.slice(0, 100) });
        throw error;
      }
    },
  };
}

function read(heard: Heard, encoding: Encoding): { head: Fields; body: Fields } {
  if (heard.method !== "POST" || heard.path !== "/service") throw new XmlError(-2, "接口不存在");
  let text: string;
  try {
    text = decode(heard.body, encoding).replace(/^\ufeff/, "");
  } catch {
    throw new XmlError(-5, "报文编码与声明不一致");
  }
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) throw new XmlError(-5, "报文格式错误");
  const request: unknown = (parser.parse(text) as Fields)["REQUEST"];
  if (!isFields(request) || !isFields(request["HEAD"])) throw new XmlError(-5, "报文格式错误");
  const body = request["BODY"];
  return { head: request["HEAD"], body: isFields(body) ? body : {} };
}

/** The token of a frame; empty where there is none. */
export function tokenIn(heard: Heard): string {
  try {
    const request: unknown = (parser.parse(decode(heard.body, "utf-8")) as Fields)["REQUEST"];
    const head = isFields(request) && isFields(request["HEAD"]) ? request["HEAD"] : {};
    return String(head["TOKEN"] ?? "");
  } catch {
    return "";
  }
}

export function needed(body: Fields, name: string): string {
  const value = body[name];
  if (typeof value !== "string" || value === "" || value.length > 200) throw new XmlError(-4, `参数缺失：${name}`);
  return value;
}

/** `2018-08-28 11:09:16.0` → its day. */
export function dayTime(body: Fields, name: string): string {
  const value = needed(body, name);
  if (!/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{1,3}$/.test(value) || !isDay(value.slice(0, 10)))
    throw new XmlError(-4, `日期格式错误：${name}`);
  return value.slice(0, 10);
}

export const midnight = (day: string): string => `${day} 00:00:00.0`;

/** No rows are an empty element, one row is one element. */
export const rows = (list: readonly Fields[]): Fields | "" => (list.length === 0 ? "" : { ROW: list });
