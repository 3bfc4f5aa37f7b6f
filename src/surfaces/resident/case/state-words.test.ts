import { expect, test } from "vitest";
import { regimes, states } from "../../../domain/cases/index.ts";
import type { Regime } from "../../../domain/catalogue/index.ts";
import { languages } from "../../../foundation/i18n/index.ts";
import { stateWords } from "./state-words.ts";

test("every state of every regime has words in every language, and none is left with a gap", () => {
  for (const regime of Object.keys(regimes) as Regime[]) {
    for (const state of states) {
      for (const language of languages) {
        const { badge, title, text } = stateWords(regime, state, language, "公安局");
        for (const said of [badge, title, text]) {
          expect(said, `${regime} ${state} ${language}`).toMatch(/\S{2}/);
          expect(said).not.toMatch(/[{}！!]|undefined/);
        }
      }
    }
  }
});

test("a complaint is answered, a licence approved, a benefit granted, a claim filed", () => {
  expect(stateWords("licence", "approved", "zh").badge).toBe("已批准");
  expect(stateWords("complaint", "approved", "zh").badge).toBe("已答复");
  expect(stateWords("confirmation", "approved", "zh").badge).toBe("已办好");
  expect(stateWords("benefit", "approved", "zh").badge).toBe("已核准");
  expect(stateWords("court", "approved", "zh").badge).toBe("已立案");
  expect(stateWords("disclosure", "approved", "zh").badge).toBe("已答复");
  expect(stateWords("court", "refused", "en").text).toContain("appeal within 10 days");
});
