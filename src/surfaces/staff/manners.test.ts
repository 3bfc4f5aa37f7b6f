import { expect, test } from "vitest";
import { actTypes, regimes, states } from "../../domain/cases/index.ts";
import type { Regime } from "../../domain/catalogue/index.ts";
import { languages, say } from "../../foundation/i18n/index.ts";
import { isAnswered, mannerOf } from "./manners.ts";
import { actName, stateWord } from "./words.ts";

const manners = [...(Object.keys(regimes) as Regime[]), "request"] as const;

test("every state and act has a word in every manner and language", () => {
  for (const manner of manners) {
    for (const language of languages) {
      for (const state of states) expect(say(stateWord(state, manner).name, language)).toMatch(/\S{2}/);
      for (const act of actTypes) {
        expect(actName(act, manner, language)).toMatch(/\S{2}/);
        expect(actName(act, manner, language)).not.toBe(act);
      }
    }
  }
});

test("a claim is filed, a benefit granted, a request answered, a permission approved", () => {
  expect(manners.map((manner) => actName("approve", manner, "zh"))).toEqual([
    "准予",
    "核准",
    "办理",
    "答复",
    "答复：公开",
    "立案",
    "办理",
    "答复",
  ]);
  expect(manners.filter(isAnswered)).toEqual(["complaint", "disclosure", "request"]);
  expect(mannerOf({ regime: "confirmation", agency: "any" })).toBe("request");
  expect(mannerOf({ regime: "confirmation", agency: "education" })).toBe("confirmation");
});
