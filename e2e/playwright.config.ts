import { defineConfig } from '@playwright/test';

/** Debian's Chromium, without what shows windows, which costs a fifth more; Playwright's own download is never used. */
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
/** How many times longer to wait than on a machine with two processors of its own. */
const patience = Number(process.env.SURETY_TEST_PATIENCE ?? 1);

export default defineConfig({
  testDir: 'journeys',
  outputDir: '../test-results',
  globalSetup: './harness/world.ts',
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  fullyParallel: false,
  timeout: 180_000 * patience,
  expect: { timeout: 15_000 * patience },
  reporter: [['list']],
  use: {
    actionTimeout: 20_000 * patience,
    navigationTimeout: 30_000 * patience,
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    trace: 'off', // costs as much as a third of the rest: `--trace retain-on-failure` beside the one journey that failed
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
