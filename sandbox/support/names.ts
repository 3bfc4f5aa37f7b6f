/** Every stand-in there is. */
export const processNames = [
  "human-resources",
  "natural-resources",
  "traffic-police",
  "exit-entry",
  "tax",
  "court",
  "power",
  "hotline",
  "civil-affairs",
  "registers",
  "messages",
] as const;
export type ProcessName = (typeof processNames)[number];
