import type { Page } from 'playwright-core';

export interface Picture {
  readonly name: string;
  /** Brings the page to what the picture shows. */
  open(page: Page): Promise<void>;
}

const firstRow = (page: Page) => page.getByRole('table').first().getByRole('row').nth(1).getByRole('link').first();

/** The pictures in docs/console.md and the README. */
export const documented: readonly Picture[] = [
  {
    name: 'overview',
    async open(page) {
      await page.goto('/');
    },
  },
  {
    name: 'certificate',
    async open(page) {
      await page.goto('/certificates');
      await firstRow(page).click();
    },
  },
  {
    name: 'why-ignored',
    async open(page) {
      await page.goto('/event-history?event=certificate_uploaded&outcome=ignored');
      await firstRow(page).click();
    },
  },
  {
    name: 'trigger',
    async open(page) {
      await page.goto('/triggers');
      await firstRow(page).click();
    },
  },
  {
    name: 'expiring',
    async open(page) {
      await page.goto('/expiring');
    },
  },
  {
    name: 'workflow',
    async open(page) {
      await page.goto('/builder/definitions');
      await page.getByRole('link', { name: 'Renew and tell' }).click();
      await page.locator('.react-flow__node').first().waitFor();
    },
  },
];
