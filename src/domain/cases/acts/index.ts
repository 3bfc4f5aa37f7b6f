import { accept } from "./accept.ts";
import { approve } from "./approve.ts";
import { archive } from "./archive.ts";
import { askCorrection } from "./ask-correction.ts";
import { askExtension, refuseExtension } from "./ask-extension.ts";
import { assign } from "./assign.ts";
import { callBack } from "./call-back.ts";
import { correct } from "./correct.ts";
import { decline } from "./decline.ts";
import { deliver } from "./deliver.ts";
import { dispatch } from "./dispatch.ts";
import { extend } from "./extend.ts";
import { issue } from "./issue.ts";
import { join, part } from "./join.ts";
import { lapse } from "./lapse.ts";
import { note } from "./note.ts";
import { overdue } from "./overdue.ts";
import { record } from "./record.ts";
import { refuse } from "./refuse.ts";
import { reopen } from "./reopen.ts";
import { resume } from "./resume.ts";
import type { ActRule } from "./rule.ts";
import { sendBack } from "./send-back.ts";
import { suspend } from "./suspend.ts";
import { take } from "./take.ts";
import { transfer } from "./transfer.ts";
import { urge } from "./urge.ts";
import { wait } from "./wait.ts";
import { withdraw } from "./withdraw.ts";

/** Every act but the first, by its name. `submit` has a file of its own. */
export const actRules: ReadonlyMap<string, ActRule> = new Map(
  [
    accept,
    askCorrection,
    correct,
    decline,
    take,
    assign,
    suspend,
    resume,
    extend,
    approve,
    refuse,
    issue,
    deliver,
    withdraw,
    lapse,
    transfer,
    reopen,
    note,
    record,
    wait,
    overdue,
    archive,
    dispatch,
    sendBack,
    askExtension,
    refuseExtension,
    urge,
    join,
    part,
    callBack,
  ].map((rule) => [rule.type, rule]),
);
