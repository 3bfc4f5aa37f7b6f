export { parseFormat, readFormat, Unreadable, writeFormat } from "./formats.ts";
export {
  fillPath,
  holds,
  type OurMore,
  ourRoots,
  ourTree,
  readStage,
  readTree,
  referenceIn,
  type Send,
  type StageSpec,
  type Take,
  type When,
  writeTree,
} from "./mapping.ts";
export { at, put, type Tree, textAt } from "./tree.ts";
