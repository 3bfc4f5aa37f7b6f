import { serve } from "./serve.ts";
import { runCli } from "./surfaces/cli/index.ts";

await runCli({ serve });
