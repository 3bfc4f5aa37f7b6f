import { checkOption, clash, isNumeric } from "./checks.ts";
import { comparison } from "./comparison.ts";
import { isDay } from "./days.ts";
import { add, divide, multiply, subtract } from "./decimal.ts";
import { functions } from "./functions.ts";
import { type Node, type Part, type Run, reader, type Scope } from "./node.ts";
import { unknownFunction, unknownName } from "./problems.ts";

/** Stands for a part that could not be read; the problem is on the list already. */
const broken = (type: Part["type"] = "null"): Part => ({ type, run: () => undefined, plain: true });

function unsupported(node: Node, scope: Scope): Part {
  scope.problems.add(
    "rule_not_supported",
    node.from,
    { zh: `“${scope.of(node)}”这种写法不能用在规则里。`, en: `"${scope.of(node)}" cannot be used in a rule.` },
    {
      zh: "可以用：比较、and、or、not( )、in ( )、between、加减乘除、if–then–else 和列出的函数。",
      en: "You can use comparisons, and, or, not( ), in ( ), between, + - * /, if-then-else and the listed functions.",
    },
  );
  return broken();
}

/** Compiles a node of the tree; problems go onto the scope's list, and reading goes on to find the rest. */
export function expression(node: Node, scope: Scope): Part {
  const [first] = node.children;
  switch (node.name) {
    case "Expression":
    case "ParenthesizedExpression": {
      const inner = node.children.filter((child) => child.name !== "(" && child.name !== ")");
      return inner.length === 1 && inner[0] ? expression(inner[0], scope) : unsupported(node, scope);
    }
    case "NumericLiteral":
      return numericLiteral(node, scope);
    case "StringLiteral":
      return textLiteral(node, scope);
    case "BooleanLiteral": {
      const value = scope.of(node) === "true";
      return { type: "boolean", run: () => value, plain: true };
    }
    case "null":
      return { type: "null", run: () => null, plain: true };
    case "DateTimeLiteral":
      return dateLiteral(node, scope);
    case "VariableName":
      return name(node, scope);
    case "PathExpression":
      return path(node, scope);
    case "Conjunction":
      return logic(node, scope, false);
    case "Disjunction":
      return logic(node, scope, true);
    case "Comparison":
      return comparison(node, scope, expression);
    case "ArithmeticExpression":
      return arithmetic(node, scope);
    case "IfExpression":
      return choice(node, scope);
    case "FunctionInvocation":
      return first?.name === "VariableName" ? call(node, scope.of(first), scope) : unsupported(node, scope);
    default:
      return unsupported(node, scope);
  }
}

function numericLiteral(node: Node, scope: Scope): Part {
  const text = scope.of(node).replaceAll(/\s/g, "");
  const value = Number(text);
  if (!/^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) || text.replaceAll(/\D/g, "").length > 15) {
    scope.problems.add(
      "rule_limit",
      node.from,
      { zh: `数字“${text}”不能这样写。`, en: `The number "${text}" cannot be written like this.` },
      {
        zh: "请写普通小数，最多 15 位数字，例如 0.5。",
        en: "Write a plain decimal of at most 15 digits, for example 0.5.",
      },
    );
    return broken("number");
  }
  scope.numbers.add(value);
  return { type: "number", run: () => value, plain: true, literal: value };
}

function textLiteral(node: Node, scope: Scope): Part {
  const inner = scope.of(node).slice(1, -1);
  if (/\\(?!["\\])/.test(inner) || inner.includes("\n")) {
    scope.problems.add(
      "rule_not_supported",
      node.from,
      { zh: "文字里不能有换行和反斜杠代码。", en: "Text cannot contain line breaks or backslash codes." },
      { zh: "请把要写的字直接写出来。", en: "Write the characters themselves." },
    );
    return broken("text");
  }
  const value = inner.replaceAll(/\\(["\\])/g, "$1");
  scope.texts.add(value);
  return { type: "text", run: () => value, plain: true, literal: value };
}

function dateLiteral(node: Node, scope: Scope): Part {
  const found = /^date\s*\(\s*"([^"]*)"\s*\)$/.exec(scope.of(node));
  const day = found?.[1];
  if (day === undefined || !isDay(day)) {
    const zh = day === undefined ? `“${scope.of(node)}”不是日期的写法。` : `“${day}”不是存在的日期。`;
    const en =
      day === undefined ? `"${scope.of(node)}" is not how a date is written.` : `"${day}" is not a day that exists.`;
    scope.problems.add(
      "rule_type",
      node.from,
      { zh, en },
      {
        zh: '请写成 date("2026-01-31") 这样：年-月-日。',
        en: 'Write it like date("2026-01-31"): year-month-day.',
      },
    );
    return broken("date");
  }
  scope.dates.add(day);
  return { type: "date", run: () => day, plain: true, literal: day };
}

function name(node: Node, scope: Scope): Part {
  const text = scope.of(node).replaceAll(/\s+/g, " ");
  const known = Object.hasOwn(scope.names, text) ? scope.names[text] : undefined;
  if (known === undefined) {
    const { say, remedy } = unknownName(text, Object.keys(scope.names));
    scope.problems.add("rule_unknown_name", node.from, say, remedy);
    return broken();
  }
  scope.used.add(text);
  const type = typeof known === "string" ? known : known.type;
  const options = typeof known === "string" ? undefined : known.options;
  return { type, run: reader(text, type), options, plain: true };
}

function path(node: Node, scope: Scope): Part {
  const [target, , property] = node.children;
  if (!target || !property) return unsupported(node, scope);
  const part = expression(target, scope);
  const key = scope.of(property);
  const has =
    part.type === "address" && (key === "division" || key === "detail")
      ? "text"
      : part.type === "file" && key === "promise"
        ? "boolean"
        : undefined;
  if (has === undefined) {
    scope.problems.add(
      "rule_type",
      property.from,
      { zh: `“${scope.of(target)}”没有“.${key}”。`, en: `"${scope.of(target)}" has no ".${key}".` },
      {
        zh: "地址有 .division 和 .detail，文件有 .promise。",
        en: "An address has .division and .detail, a file has .promise.",
      },
    );
    return broken("text");
  }
  scope.edgesComplete = false;
  return {
    type: has,
    run: (values, context) => {
      const value = part.run(values, context);
      if (value === undefined || value === null) return value;
      const inner = (value as Readonly<Record<string, unknown>>)[key];
      // A file that was given is no promise.
      return typeof inner === (has === "text" ? "string" : "boolean")
        ? (inner as string)
        : has === "boolean"
          ? false
          : null;
    },
  };
}

function operands(node: Node, keyword: string): Node[] {
  return node.children.flatMap((child) =>
    child.name === keyword ? [] : child.name === node.name ? operands(child, keyword) : [child],
  );
}

/** Three-valued: what is known decides when it can, whatever the rest will be; an empty value decides nothing, as in FEEL. */
function logic(node: Node, scope: Scope, decisive: boolean): Part {
  const parts = operands(node, decisive ? "or" : "and").map((child) => {
    const part = expression(child, scope);
    if (part.type !== "boolean" && part.type !== "null") clash(child, part, "boolean", scope);
    return part.run;
  });
  return {
    type: "boolean",
    run: (values, context) => {
      let unknown = false;
      let empty = false;
      for (const run of parts) {
        const value = run(values, context);
        if (value === decisive) return decisive;
        if (value === undefined) unknown = true;
        else if (value === null) empty = true;
      }
      if (unknown) return undefined;
      return empty ? null : !decisive;
    },
  };
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
};

function arithmetic(node: Node, scope: Scope): Part {
  scope.edgesComplete = false;
  const sign = node.children.find((child) => child.name === "ArithOp");
  const terms = node.children.filter((child) => child.name !== "ArithOp");
  const symbol = sign ? scope.of(sign) : "";
  const operation = operations[symbol];
  if (!operation || terms.length > 2) return unsupported(sign ?? node, scope);
  const parts = terms.map((term) => ({ term, part: expression(term, scope) }));
  for (const { term, part } of parts) if (!isNumeric(part) && part.type !== "null") clash(term, part, "number", scope);
  const [left, right] = parts;
  if (!left) return unsupported(node, scope);
  const type = parts.some(({ part }) => part.type === "money") ? "money" : "number";
  if (!right) {
    const { run } = left.part;
    return {
      type,
      run: lifted(
        (values, context) => [run(values, context)],
        ([a]) => subtract(0, a as number),
      ),
    };
  }
  if (symbol === "/" && (typeof right.part.literal !== "number" || right.part.literal === 0)) {
    scope.problems.add(
      "rule_not_supported",
      right.term.from,
      { zh: "只能除以写明的、不是 0 的数字。", en: "You can divide only by a written number other than 0." },
      {
        zh: "例如 income / 12；除以答案时结果可能不存在。",
        en: "For example income / 12; dividing by an answer may have no result.",
      },
    );
  }
  const a = left.part.run;
  const b = right.part.run;
  return {
    type,
    run: lifted(
      (values, context) => [a(values, context), b(values, context)],
      ([x, y]) => operation(x as number, y as number),
    ),
  };
}

/** Computes when everything is known; an empty argument makes the result empty, an unknown one unknown. */
function lifted(
  args: (...from: Parameters<Run>) => ReturnType<Run>[],
  compute: (args: unknown[]) => number | boolean,
): Run {
  return (values, context) => {
    const given = args(values, context);
    if (given.includes(null)) return null;
    if (given.includes(undefined)) return undefined;
    return compute(given);
  };
}

function choice(node: Node, scope: Scope): Part {
  const branches = node.children.filter((child) => !["if", "then", "else"].includes(child.name));
  const [condition, yes, no] = branches;
  if (!condition || !yes || !no) return unsupported(node, scope);
  const test = expression(condition, scope);
  if (test.type !== "boolean") clash(condition, test, "boolean", scope);
  const a = expression(yes, scope);
  const b = expression(no, scope);
  const same = a.type === b.type || a.type === "null" || b.type === "null" || (isNumeric(a) && isNumeric(b));
  if (!same) clash(no, b, a.type, scope);
  return {
    type: a.type === "null" || b.type === "money" ? b.type : a.type,
    run: (values, context) => {
      const given = test.run(values, context);
      if (given !== undefined) return given === true ? a.run(values, context) : b.run(values, context);
      const first = a.run(values, context);
      return first === b.run(values, context) ? first : undefined;
    },
  };
}

function call(node: Node, written: string, scope: Scope): Part {
  const called = written.replaceAll(/\s+/g, " ");
  const args = (node.children.find((child) => child.name === "PositionalParameters")?.children ?? []).filter(
    (child) => child.name !== ",",
  );
  if (node.children.some((child) => child.name === "NamedParameters")) return unsupported(node, scope);
  const wrongCount = (expected: number, usage: string): Part => {
    scope.problems.add(
      "rule_type",
      node.from,
      {
        zh: `“${called}( )”要 ${expected} 个值，这里写了 ${args.length} 个。`,
        en: `"${called}( )" takes ${expected} values, not ${args.length}.`,
      },
      { zh: `请写成 ${usage}。`, en: `Write it like ${usage}.` },
    );
    return broken();
  };
  if (called === "today" || called === "city") {
    if (args.length > 0) return wrongCount(0, `${called}()`);
    if (called === "today") scope.usesToday = true;
    else scope.usesCity = true;
    return called === "today"
      ? { type: "date", run: (_, context) => context.today, plain: true }
      : { type: "text", run: (_, context) => context.city, plain: true };
  }
  if (called === "not") {
    const [only] = args;
    if (!only || args.length > 1) return wrongCount(1, 'not(ground = "job")');
    const part = expression(only, scope);
    if (part.type !== "boolean" && part.type !== "null") clash(only, part, "boolean", scope);
    return {
      type: "boolean",
      run: lifted(
        (v, c) => [part.run(v, c)],
        ([value]) => value !== true,
      ),
    };
  }
  const known = Object.hasOwn(functions, called) ? functions[called] : undefined;
  if (!known) {
    const { say, remedy } = unknownFunction(called);
    scope.problems.add("rule_unknown_name", node.from, say, remedy);
    return broken("boolean");
  }
  if (args.length !== known.params.length) return wrongCount(known.params.length, known.usage);
  const parts = args.map((arg, index) => {
    const part = expression(arg, scope);
    const needed = known.params[index];
    const numeric = needed === "number" && isNumeric(part);
    if (needed !== undefined && part.type !== needed && part.type !== "null" && !numeric)
      clash(arg, part, needed, scope);
    return part;
  });
  // Only what compares one name with something fixed has edges that can be read off the rule.
  const traceable = ["list contains", "years between", "months between", "days between", "age"].includes(called);
  const read = args.filter((arg) => arg.name === "VariableName").length;
  if (!traceable || read > 1 || !parts.every((part) => part.plain)) scope.edgesComplete = false;
  const runs = parts.map((part) => part.run);
  const run = known.run as (...given: unknown[]) => number | boolean;
  if (called === "list contains") checkOption(args[1], parts[1], parts[0]?.options, scope);
  return {
    type: known.returns,
    plain: known.returns === "number" && known.params[0] === "date",
    run: lifted(
      (values, context) => runs.map((each) => each(values, context)),
      (given) => run(...given),
    ),
  };
}
