import type { ErrorObject } from "ajv";
import type { Text } from "../../../foundation/i18n/index.ts";
import { nearest } from "../../../foundation/rules/index.ts";

export type Said = {
  readonly code: string;
  /** The key the problem is about, below the error's own path. */
  readonly key?: string;
  readonly say: Text;
  readonly remedy: Text;
};

type Context = {
  readonly error: ErrorObject;
  /** The value at the error's place. */
  readonly value: unknown;
  /** The key at the error's place, for sentences. */
  readonly name: string;
  /** Keys that may stand there, where that is the question. */
  readonly allowed: readonly string[];
  /** The meaning of the place, from the schema's description. */
  readonly meaning: string | undefined;
};

const kinds: Readonly<Record<string, Text>> = {
  object: { zh: "一组“名字: 内容”", en: "a group of `name: content`" },
  array: { zh: "一个列表（每项前面写“- ”）", en: 'a list (each entry begins with "- ")' },
  string: { zh: "文字", en: "text" },
  number: { zh: "数字", en: "a number" },
  integer: { zh: "整数", en: "a whole number" },
  boolean: { zh: "true 或 false", en: "true or false" },
};

function both(zh: string, en: string): Text {
  return { zh, en };
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function meaningOf(meaning: string | undefined): Text {
  const [zh = "", en = ""] = meaning?.split(" / ") ?? [];
  return meaning === undefined ? both("", "") : both(`（${zh}）`, ` (${en})`);
}

function unknownKey({ error, allowed }: Context): Said {
  const key = String(error.params["additionalProperty"] ?? error.params["propertyName"] ?? "");
  const close = nearest(key, allowed);
  const list = allowed.join(", ");
  return {
    code: "unknown_key",
    key,
    say: both(`这里不认识“${key}”。`, `"${key}" is not known here.`),
    remedy:
      close === undefined
        ? both(`这里可以写：${list}。`, `You can write here: ${list}.`)
        : both(`您是否想写“${close}”？`, `Did you mean "${close}"?`),
  };
}

function missing({ error, name, meaning }: Context): Said {
  const key = String(error.params["missingProperty"]);
  if (key === "zh" || key === "en") {
    const language = key === "zh" ? both("中文", "Chinese") : both("英文", "English");
    return {
      code: "missing_language",
      say: both(`“${name}”缺少${language.zh}（${key}）。`, `"${name}" has no ${language.en} (${key}).`),
      remedy: both(`请补上：${key}: ……`, `Add it: ${key}: …`),
    };
  }
  const means = meaningOf(meaning);
  return {
    code: "missing_key",
    say: both(`缺少“${key}”${means.zh}。`, `"${key}" is missing${means.en}.`),
    remedy: both(`请加一行“${key}: ……”。`, `Add a line "${key}: …".`),
  };
}

const patterns: readonly { find: string; say: Text }[] = [
  {
    find: "(working )?days",
    say: both(
      "请写 5 working days（工作日）、15 days（自然日）或 instant（当场）。",
      "Write `5 working days`, `15 days` or `instant`.",
    ),
  },
  {
    find: "agency:",
    say: both(
      "请写 profile、person 或 agency:查询名.字段名。",
      "Write `profile`, `person` or `agency:<look-up>.<field>`.",
    ),
  },
  {
    find: "{4}-[0-9]{2}",
    say: both('请写成 "2026-11-16" 这样的日期，加引号。', 'Write a day like "2026-11-16", in quotes.'),
  },
  {
    find: "[0-9]{6}",
    say: both(
      '请写六位行政区划代码，加引号，例如 "430621"。',
      'Write the six-digit division code in quotes, like "430621".',
    ),
  },
  {
    find: "profile|answers",
    say: both(
      "请写成 profile.name、answers.address、dates.issued 这样。",
      "Write it like profile.name, answers.address or dates.issued.",
    ),
  },
  {
    find: "[a-z0-9_]*$",
    say: both(
      "只用小写英文字母、数字和下划线，以字母开头，例如 months_lived。",
      "Use small letters, digits and underscores, a letter first, like months_lived.",
    ),
  },
  {
    find: "(-[a-z0-9]+)*$",
    say: both(
      "只用小写英文字母、数字和连字符，例如 residence-permit。",
      "Use small letters, digits and hyphens, like residence-permit.",
    ),
  },
];

/** Of several keys exactly one is to be written. */
function oneWay({ error, value, name }: Context): Said {
  const ways = (error.schema as readonly { readonly required?: readonly string[] }[]).flatMap(
    (way) => way.required ?? [],
  );
  const there = ways.filter((key) => typeof value === "object" && value !== null && Object.hasOwn(value, key));
  const [zh, en] = [ways.join("、"), ways.join(", ")];
  return {
    code: "one_of_keys",
    say:
      there.length === 0
        ? both(`“${name}”里缺一项：${zh}。`, `One of these is missing in "${name}": ${en}.`)
        : both(
            `“${name}”里只能写一项，写了：${there.join("、")}。`,
            `"${name}" can have only one of these: ${there.join(", ")}.`,
          ),
    remedy: both(`请在这些里只写一项：${zh}。`, `Write exactly one of: ${en}.`),
  };
}

/** One error of the schema as a sentence; undefined for those that only repeat another one. */
export function wordsFor(context: Context): Said | undefined {
  const { error, value, name } = context;
  switch (error.keyword) {
    case "if":
    case "propertyNames":
      return undefined;
    case "additionalProperties":
      return unknownKey(context);
    case "required":
      return missing(context);
    case "oneOf":
      return oneWay(context);
    case "enum":
    case "const": {
      const allowed = (error.params["allowedValues"] as string[] | undefined) ?? [String(error.params["allowedValue"])];
      const close = typeof value === "string" ? nearest(value, allowed) : undefined;
      const list = allowed.join(", ");
      return {
        code: "wrong_value",
        say: both(`“${name}”不能写“${shown(value)}”。`, `"${name}" cannot be "${shown(value)}".`),
        remedy:
          close === undefined
            ? both(`可以写：${list}。`, `It can be: ${list}.`)
            : both(`您是否想写“${close}”？可以写：${list}。`, `Did you mean "${close}"? It can be: ${list}.`),
      };
    }
    case "type": {
      const wanted = String(error.params["type"]).split(",")[0] ?? "";
      const kind = kinds[wanted] ?? both("另一种内容", "something else");
      const quoted = wanted === "string" && (typeof value === "number" || typeof value === "boolean");
      return {
        code: "wrong_type",
        say: both(`“${name}”这里应当是${kind.zh}。`, `"${name}" must be ${kind.en}.`),
        remedy: quoted
          ? both(`请加引号："${shown(value)}"。`, `Put it in quotes: "${shown(value)}".`)
          : value === null
            ? both("请把内容补上，或者删去这一行。", "Add the content, or remove the line.")
            : both(`请改成${kind.zh}。`, `Make it ${kind.en}.`),
      };
    }
    case "pattern": {
      const pattern = String(error.params["pattern"]);
      const form =
        patterns.find((one) => pattern.includes(one.find))?.say ??
        both(`格式是 ${pattern}。`, `Its form is ${pattern}.`);
      return {
        code: "wrong_form",
        say: both(`“${shown(value)}”的写法不对。`, `"${shown(value)}" is not written in the right form.`),
        remedy: form,
      };
    }
    default:
      return limit(context);
  }
}

function limit({ error, name, value }: Context): Said {
  const number = Number(error.params["limit"] ?? error.params["multipleOf"]);
  const words: Readonly<Record<string, { say: Text; remedy: Text }>> = {
    minLength: {
      say: both(`“${name}”是空的。`, `"${name}" is empty.`),
      remedy: both("请写上内容。", "Write something."),
    },
    maxLength: {
      say: both(`“${name}”太长了。`, `"${name}" is too long.`),
      remedy: both(`最多 ${number} 个字。`, `At most ${number} characters.`),
    },
    minItems: {
      say: both(
        `“${name}”至少要有 ${number} 项。`,
        `"${name}" needs at least ${number} ${number === 1 ? "entry" : "entries"}.`,
      ),
      remedy: both("请补上。", "Add what is missing."),
    },
    maxItems: {
      say: both(`“${name}”项数太多。`, `"${name}" has too many entries.`),
      remedy: both(`最多 ${number} 项。`, `At most ${number}.`),
    },
    minProperties: {
      say: both(`“${name}”是空的。`, `"${name}" is empty.`),
      remedy: both("请写上内容。", "Write something."),
    },
    uniqueItems: {
      say: both(`“${name}”里有重复的内容。`, `"${name}" has an entry twice.`),
      remedy: both("请删去重复的一项。", "Remove the second one."),
    },
    minimum: {
      say: both(`“${name}”太小。`, `"${name}" is too small.`),
      remedy: both(`最小是 ${number}。`, `The least is ${number}.`),
    },
    maximum: {
      say: both(`“${name}”太大。`, `"${name}" is too large.`),
      remedy: both(`最大是 ${number}。`, `The most is ${number}.`),
    },
    multipleOf: {
      say: both(`“${shown(value)}”的小数位太多。`, `"${shown(value)}" has too many decimals.`),
      remedy: both("金额最多写到分，例如 20 或 20.50。", "Amounts have at most two decimals, like 20 or 20.50."),
    },
  };
  return {
    code: "wrong_size",
    ...(words[error.keyword] ?? {
      say: both(`“${name}”不符合要求。`, `"${name}" is not as it should be.`),
      remedy: both("请对照 service.schema.json 里的说明。", "See its description in service.schema.json."),
    }),
  };
}
