import { defineConfig } from "vitest/config";

// Pictures for the README are drawn by hand: ONEWINDOW_WRITE=1 npx vitest run tests/journeys/pictures.draw.ts
const drawn = process.env["ONEWINDOW_WRITE"] === "1" ? ["tests/**/*.draw.ts"] : [];

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}", "sandbox/**/*.test.ts", ...drawn],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 30_000,
    // A house with its database, browser and stand-ins opens in 5 s; on a machine that is busy otherwise it may take many times that.
    hookTimeout: 180_000,
    // On two cores two of them leave a tenth of the time unused: they wait for browsers, databases and started programs.
    maxWorkers: 3,
    // The files of a worker share what they import (docs/decisions/0020-tests-share-a-worker.md).
    isolate: false,
  },
});
