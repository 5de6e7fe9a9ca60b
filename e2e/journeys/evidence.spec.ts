/** The evidence pack of a case: taken out in the browser by each side, held to be whole by the program, and refused with one byte changed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, one } from '../harness/people';
import { binary } from '../harness/surety';

interface Report { files: number; papers: number; lines: number; bad: string[]; proved: string[] }

/** What the program says of a file, on a machine that knows nothing of the server. */
function verify(file: string) {
  const { status, stdout } = spawnSync(binary, ['evidence', 'verify', file, '--json'], { env: {}, encoding: 'utf8' });
  return { status, report: JSON.parse(stdout || '{}') as Report };
}

inBoth((language, world) => {
  test('an evidence pack is taken out and checked without the server', async ({ browser, watch }, info) => {
    test.setTimeout(200_000);
    const { t, surety, people } = world;
    const roles = language === 'en' ? ['client', 'specialist'] : ['client'];
    let deal = '';

    const take = async (page: Page, name: string) => {
      await page.goto(`/deals/${deal}`);
      await expect(page.getByRole('heading', { name: t('deal.evidence'), exact: true })).toBeVisible();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('evidence').click()]);
      const path = info.outputPath(`${name}.zip`);
      await file.saveAs(path);
      return path;
    };

    for (const role of roles) {
      await test.step(`the ${role} takes the pack, and it holds`, async () => {
        let page: Page | undefined;
        for (const person of people.filter((p) => p.language === language && p.roles.includes(role))) {
          const entered = await enter(browser, surety, watch, language, one([person], language, () => true));
          const { items } = (await (await entered.request.get('/api/v1/deals')).json()) as { items: { id: string; state: string }[] };
          const found = items.find(({ id, state }) => state === 'active' && (!deal || id === deal));
          if (!found) continue;
          [page, deal] = [entered, found.id];
          break;
        }
        if (!page) throw new Error(`no ${role} has a deal that is under way`);
        const path = await take(page, role);
        const sound = verify(path);
        expect(sound.report.bad).toEqual([]);
        expect(sound.status).toBe(0);
        expect(sound.report.papers).toBeGreaterThan(1);
        expect(sound.report.proved.length).toBeGreaterThan(3);
        await page.getByText(t('deal.evidence.how')).click();
        await look(page, language, `deal-evidence-${role}`);

        const bytes = readFileSync(path);
        for (const at of [0.1, 0.3, 0.5]) {
          const changed = Buffer.from(bytes);
          const place = Math.floor(bytes.length * at);
          changed[place] = (changed[place] ?? 0) ^ 1;
          writeFileSync(`${path}.changed`, changed);
          expect(verify(`${path}.changed`).status, `one byte changed at ${place}`).toBe(3);
        }
      });
    }
  });
});
