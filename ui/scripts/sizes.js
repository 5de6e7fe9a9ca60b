// First-load sizes: script and style, compressed, that a browser fetches before a screen can be used. Fails when a budget of
// budgets.json is passed. A budget names the modules that are asked for there; what they import is found here.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = JSON.parse(readFileSync('budgets.json', 'utf8'));
const chunks = JSON.parse(readFileSync('.built/contents.json', 'utf8'));
const verbose = process.argv.includes('--files');

const weigh = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1024;
const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]));

/** The page's own script and style, as index.html names them. */
const named = [...readFileSync('dist/index.html', 'utf8').matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file);

function collect(file, all) {
  if (all.has(file)) return;
  all.add(file);
  const chunk = byFile.get(file);
  chunk?.css.forEach((style) => all.add(style));
  chunk?.imports.forEach((next) => collect(next, all));
}

function homeOf(module) {
  const chunk = chunks.find(({ modules }) => modules.includes(module));
  if (!chunk) throw new Error(`budgets.json names ${module}, which no file of the build holds`);
  return chunk.file;
}

let over = false;
for (const [screen, { kib, modules }] of Object.entries(budgets)) {
  const files = new Set();
  [...named, ...modules.map(homeOf)].forEach((file) => collect(file, files));
  const sum = [...files].reduce((total, file) => total + weigh(file), 0);
  over ||= sum > kib;
  process.stdout.write(`${sum > kib ? 'OVER' : 'ok  '} ${screen.padEnd(10)} ${sum.toFixed(2)} KiB of ${kib} (${files.size} files)\n`);
  if (verbose) for (const file of files) process.stdout.write(`       ${weigh(file).toFixed(2).padStart(6)} ${file}\n`);
}
process.exitCode = over ? 1 : 0;
