// First-load sizes by route: what a browser fetches before the page can be used. Fails when a budget is broken.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// KiB of gzip, script and style: what may not be passed, and what we want.
const budgets = { '/portal': [62, 45], '/desk': [90, 90], '/sign-in': [62, 45] };
const out = '.svelte-kit/output/client';
const manifest = JSON.parse(readFileSync(`${out}/.vite/manifest.json`, 'utf8'));
const app = '.svelte-kit/generated/client-optimized';

const weigh = (file) => gzipSync(readFileSync(`${out}/${file}`), { level: 9 }).length;

function collect(key, seen) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return;
  seen.add(chunk.file);
  chunk.css?.forEach((file) => seen.add(file));
  chunk.imports?.forEach((next) => collect(next, seen));
}

/** Layouts and pages of a route, read from the generated dictionary in app.js. */
function nodesOf(route) {
  const source = readFileSync(`${app}/app.js`, 'utf8');
  const dictionary = source.slice(source.indexOf('dictionary = {'));
  const rows = [...dictionary.matchAll(/"([^"]+)": \[~?(\d+)(?:,\[([\d,]*)\])?/g)];
  const row = rows.find(([, id]) => id.replace(/\/\([^)]+\)/g, '') === route);
  if (!row) return [];
  return [0, Number(row[2]), ...(row[3] ?? '').split(',').filter(Boolean).map(Number)];
}

function firstLoad(route) {
  const files = new Set();
  const entries = Object.keys(manifest).filter((key) => /client\/(entry|start)|\/app\.js$|entry\.js$/.test(key));
  [...entries, ...nodesOf(route).map((n) => `${app}/nodes/${n}.js`)].forEach((key) => collect(key, files));
  const area = route.slice(1) === 'portal' ? 'portal' : route === '/desk' ? 'staff' : 'account';
  for (const name of ['common', area, ...(area === 'staff' ? ['ticket'] : [])]) collect(`src/lib/i18n/texts/fa/${name}.ts`, files); // Persian, the heaviest
  return files;
}

let broken = false;
for (const [route, [budget, wanted]] of Object.entries(budgets)) {
  const files = [...firstLoad(route)].filter((file) => /\.(js|css)$/.test(file));
  const kib = files.reduce((sum, file) => sum + weigh(file), 0) / 1024;
  const ok = files.length > 0 && kib <= budget;
  broken ||= !ok;
  process.stdout.write(`${ok ? 'ok  ' : 'OVER'} ${route.padEnd(10)} ${kib.toFixed(1)} KiB of ${budget}, wanted ${wanted} (${files.length} files)\n`);
}
if (readdirSync('dist').length < 3) broken = true;
process.exitCode = broken ? 1 : 0;
