import { checkOption, clash, isNumeric } from "./checks.ts";
import type { Node, Part, Run, Scope, Value } from "./node.ts";
import { typeWords } from "./problems.ts";

/** Compiles a part; given by expression.ts, which knows every kind. */
type Compile = (node: Node, scope: Scope) => Part;

function comparable(a: Part, b: Part): boolean {
  return a.type === b.type || a.type === "null" || b.type === "null" || (isNumeric(a) && isNumeric(b));
}

function mustMatch(node: Node, a: Part, b: Part, scope: Scope): void {
  if (comparable(a, b)) return;
  const left = typeWords[a.type];
  const right = typeWords[b.type];
  scope.problems.add(
    "rule_type",
    node.from,
    {
      zh: `“${scope.of(node)}”拿${left.zh}和${right.zh}比较。`,
      en: `"${scope.of(node)}" compares ${left.en} with ${right.en}.`,
    },
    hint(a, b),
  );
}

function hint(a: Part, b: Part): { zh: string; en: string } {
  const [value, literal] = typeof b.literal === "string" ? [a, b.literal] : [b, a.literal];
  if (value.type === "number" && typeof literal === "string" && /^-?[\d.]+$/.test(literal)) {
    return { zh: `数字不加引号：${literal}。`, en: `Write numbers without quotes: ${literal}.` };
  }
  if (value.type === "date" && typeof literal === "string") {
    return { zh: `日期请写成 date("${literal}")。`, en: `Write a date like date("${literal}").` };
  }
  if (value.type === "boolean") return { zh: "请和 true 或 false 比较。", en: "Compare it with true or false." };
  return { zh: "请让两边是同一种东西。", en: "Make both sides the same kind of thing." };
}

function ordered(node: Node, part: Part, scope: Scope): void {
  if (!isNumeric(part) && part.type !== "date" && part.type !== "null") clash(node, part, "number", scope);
}

const orders: Readonly<Record<string, (a: never, b: never) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function same(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => item === b[i]);
  return a === b;
}

/** FEEL: nothing equals nothing, and nothing else. Days are ISO texts, whose order is the order of time. */
function relation(symbol: string, a: Run, b: Run): Run {
  if (symbol === "=" || symbol === "!=") {
    const wanted = symbol === "=";
    return (values, context) => {
      const x = a(values, context);
      const y = b(values, context);
      if (x === undefined || y === undefined) return undefined;
      return same(x, y) === wanted;
    };
  }
  const order = orders[symbol] as (x: Value, y: Value) => boolean;
  return (values, context) => {
    const x = a(values, context);
    const y = b(values, context);
    if (x === null || y === null) return null;
    if (x === undefined || y === undefined) return undefined;
    return order(x, y);
  };
}

/** `=`, `!=`, `<`, `<=`, `>`, `>=`, `in ( … )` and `between … and …`. */
export function comparison(node: Node, scope: Scope, expression: Compile): Part {
  const kind = node.children.find((child) => ["CompareOp", "in", "between"].includes(child.name));
  const [left] = node.children;
  if (!kind || !left) throw new Error(`a comparison without an operator: ${scope.of(node)}`);
  const value = expression(left, scope);
  if (!value.plain) scope.edgesComplete = false;
  if (kind.name === "in") return membership(node, left, value, scope, expression);
  if (kind.name === "between") return between(node, left, value, scope, expression);

  const right = node.children.at(-1) ?? left;
  const other = expression(right, scope);
  const symbol = scope.of(kind);
  if (!other.plain) scope.edgesComplete = false;
  // Two names compared with each other change their answer at places that are written nowhere.
  if (value.literal === undefined && other.literal === undefined && value.type !== "boolean" && other.type !== "null") {
    scope.edgesComplete = false;
  }
  mustMatch(node, value, other, scope);
  if (orders[symbol]) {
    ordered(left, value, scope);
    ordered(right, other, scope);
  }
  if (value.type === "file" || value.type === "address") {
    if (other.type !== "null") clash(right, other, value.type, scope);
  }
  checkOption(right, other, value.options, scope);
  checkOption(left, value, other.options, scope);
  return { type: "boolean", run: relation(symbol, value.run, other.run) };
}

function members(node: Node): Node[] {
  return node.children.flatMap((child) => {
    if (child.name === "PositiveUnaryTests" || child.name === "PositiveUnaryTest") return members(child);
    return child.name === "(" || child.name === ")" || child.name === "," ? [] : [child];
  });
}

function membership(node: Node, left: Node, value: Part, scope: Scope, expression: Compile): Part {
  const [, , ...rest] = node.children;
  const items = members({ ...node, children: rest }).map((child) => {
    const part = expression(child, scope);
    if (part.type === "boolean") clash(child, part, value.type === "null" ? "text" : value.type, scope);
    else mustMatch(child, value, part, scope);
    checkOption(child, part, value.options, scope);
    if (part.literal === undefined) scope.edgesComplete = false;
    return relation("=", value.run, part.run);
  });
  if (!["number", "money", "text", "date", "null"].includes(value.type)) clash(left, value, "text", scope);
  return {
    type: "boolean",
    run: (values, context) => {
      let unknown = false;
      for (const item of items) {
        const found = item(values, context);
        if (found === true) return true;
        if (found === undefined) unknown = true;
      }
      return unknown ? undefined : false;
    },
  };
}

function between(node: Node, left: Node, value: Part, scope: Scope, expression: Compile): Part {
  const [, , low, , high] = node.children;
  if (!low || !high) throw new Error(`between without two ends: ${scope.of(node)}`);
  ordered(left, value, scope);
  const ends = [low, high].map((end) => {
    const part = expression(end, scope);
    mustMatch(end, value, part, scope);
    if (part.literal === undefined) scope.edgesComplete = false;
    return part.run;
  });
  const [from, to] = ends as [Run, Run];
  const above = relation(">=", value.run, from);
  const below = relation("<=", value.run, to);
  return {
    type: "boolean",
    run: (values, context) => {
      const a = above(values, context);
      const b = below(values, context);
      if (a === null || b === null) return null;
      if (a === false || b === false) return false;
      return a === undefined || b === undefined ? undefined : true;
    },
  };
}
