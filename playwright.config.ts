import { defineConfig } from '@playwright/test';

/** The journeys run against the built product, which the set-up starts on a free port with an empty data folder of its own. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/global-setup.ts',
  outputDir: 'test-results',
  // each has a server of its own, whose owner is made by the first journey that comes
  workers: 2,
  fullyParallel: false,
  // a server that nobody has opened yet is seen once only
  projects: [
    { name: 'first', testMatch: '**/1-*.spec.ts' },
    { name: 'others', testIgnore: '**/1-*.spec.ts', dependencies: ['first'] },
  ],
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'line',
  use: {
    // what never comes is said where it was waited for, not when the journey's time is up
    actionTimeout: 20_000,
    locale: 'en-US',
    timezoneId: 'America/Los_Angeles',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
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
