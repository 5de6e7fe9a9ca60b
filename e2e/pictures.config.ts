/** Takes the pictures of the README anew; no part of the tests. */
import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

export default defineConfig(journeys, { testDir: 'pictures', workers: 1 });
