import { beforeEach, describe, expect, test } from 'vitest';
import type { AssistProgram } from '$lib/api';
import { reader } from '$lib/i18n';
import document from '../../../openapi.json';
import { fetchCommand, hashCommand, runCommand } from './command';
import { duration, secondsLeft, spell } from './countdown';
import { addressOf, crumbsOf } from './keep/trail';
import { isPort, portLines } from './ports';
import { programsFor, systemOf } from './system';
import { joined, out } from './work/path';
import { isNeeded, withImplied } from './words';

beforeEach(() => void (reader.language = 'en'));

describe('what is left of a code or a session', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  test.each([['2026-11-22T10:10:00Z', 600], ['2026-11-22T10:00:00.200Z', 1], ['2026-11-22T10:00:00Z', 0], ['2026-11-22T09:00:00Z', 0]])('until %s are %i seconds', (until, seconds) => {
    expect(secondsLeft(until, now)).toBe(seconds);
  });
  test.each([[0, '0:00'], [59, '0:59'], [65, '1:05'], [600, '10:00'], [3_909, '1:05:09'], [61.9, '1:01']])('%d seconds are written %s', (seconds, text) => expect(spell(seconds)).toBe(text));
  test.each([[30, '30 minutes'], [60, '1 hour'], [150, '2 hours 30 minutes'], [0, '0 minutes']])('%i minutes are said “%s”', (minutes, text) => expect(duration(minutes)).toBe(text));
  test('Persian has its own digits', () => {
    reader.language = 'fa';
    expect(spell(65)).toBe('۱:۰۵');
  });
});

describe('powers', () => {
  test('typing needs seeing, and comes after it', () => expect(withImplied(['port', 'terminal.type'])).toEqual(['terminal.view', 'terminal.type', 'port']));
  test('what another power needs cannot be left out', () => {
    expect(isNeeded('terminal.view', ['terminal.type'])).toBe(true);
    expect(isNeeded('terminal.view', ['terminal.view'])).toBe(false);
    expect(isNeeded('screen.view', ['terminal.type'])).toBe(false);
  });
});

describe('addresses', () => {
  test('come one a line, each once', () => expect(portLines(' a:1\n\nb:2, a:1\t[::1]:3 ')).toEqual(['a:1', 'b:2', '[::1]:3']));
  test.each(['127.0.0.1:5900', 'printer.lan:9100', '[::1]:22', 'چاپگر:80'])('%s is one', (port) => expect(isPort(port)).toBe(true));
  test.each(['printer', 'printer:', ':80', 'a:0', 'a:65536', '::1:22', 'a b:80', 'a:8o'])('%s is none', (port) => expect(isPort(port)).toBe(false));
});

describe('the program', () => {
  const of = (system: AssistProgram['system'], arch: AssistProgram['arch']): AssistProgram => ({ system, arch, name: `${system}-${arch}`, bytes: 1, sha256: '', signature: '' });
  const all = [of('linux', 'arm64'), of('darwin', 'amd64'), of('darwin', 'arm64'), of('linux', 'amd64')];
  test.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'darwin'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'linux'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', undefined],
    ['Mozilla/5.0 (Linux; Android 15; Mobile)', undefined],
  ])('%s runs %s', (userAgent, system) => expect(systemOf({ userAgent })).toBe(system));
  test('for the usual processor comes first', () => {
    expect(programsFor('darwin', all).map(({ arch }) => arch)).toEqual(['arm64', 'amd64']);
    expect(programsFor('linux', all).map(({ arch }) => arch)).toEqual(['amd64', 'arm64']);
    expect(programsFor('windows', all)).toEqual([]);
  });
});

describe('ways', () => {
  test('into a snapshot are kept behind the #, whatever names there are', () => {
    const trail = [{ name: 'Büro & Co #1', path: 'AA==' }, { name: 'سندها', path: 'Ab+/' }];
    expect(addressOf(trail)).toMatch(/^#/);
    expect(crumbsOf(addressOf(trail))).toEqual(trail);
    expect(crumbsOf('')).toEqual([]);
    expect(crumbsOf('#in=a')).toEqual([]);
  });
  test('in a folder of the client begin at the folder itself', () => {
    expect(joined('.', 'a')).toBe('a');
    expect(joined('a', 'b')).toBe('a/b');
    expect(out('a/b')).toBe('a');
    expect(out('a')).toBe('.');
  });
});

describe('what is typed on the client’s computer', () => {
  const of = (system: 'windows' | 'darwin' | 'linux', name: string) => ({ system, name, arch: 'amd64', bytes: 9, sha256: 'ab12', signature: 'c2ln' }) as AssistProgram;
  const [windows, mac, linux] = [of('windows', 'surety-assist-windows-amd64.exe'), of('darwin', 'surety-assist-darwin-arm64'), of('linux', 'surety-assist-linux-amd64')];
  test.each([
    [windows, 'cd ~\\Downloads; .\\surety-assist-windows-amd64.exe help.example/CODE'],
    [mac, 'cd ~/Downloads && xattr -c surety-assist-darwin-arm64; chmod +x surety-assist-darwin-arm64 && ./surety-assist-darwin-arm64 help.example/CODE'],
    [linux, 'cd ~/Downloads && chmod +x surety-assist-linux-amd64 && ./surety-assist-linux-amd64 help.example/CODE'],
  ])('starts the file by the name under which it was saved', (program, line) => expect(runCommand(program, 'help.example/CODE')).toBe(line));
  test('the hash is compared by what the system has', () => {
    expect(hashCommand(windows)).toBe("(Get-FileHash surety-assist-windows-amd64.exe).Hash -eq 'ab12'");
    expect(hashCommand(mac)).toBe("echo 'ab12  surety-assist-darwin-arm64' | shasum -a 256 -c");
    expect(hashCommand(linux)).toBe("echo 'ab12  surety-assist-linux-amd64' | sha256sum -c");
  });
  test('it is fetched from this installation', () => {
    expect(fetchCommand(windows, 'https://help.example/x')).toBe('cd ~\\Downloads; Invoke-WebRequest https://help.example/x -OutFile surety-assist-windows-amd64.exe');
    expect(fetchCommand(linux, 'https://help.example/x')).toBe('cd ~/Downloads && curl -fO https://help.example/x');
  });
});

/** The codes as the server's own document lists them. */
const whys = (document as unknown as { components: { schemas: { RemoteWhy: { enum: string[] } } } }).components.schemas.RemoteWhy.enum;

describe.each(['en', 'ru', 'fa', 'zh'])('why a session ended, in %s', (language) => {
  test.each(whys)('%s has words', async (why) => {
    const { default: texts } = (await import(`../i18n/texts/${language}/remote.ts`)) as { default: Record<string, string> };
    expect(texts[`why.${why}`]).toMatch(/\S/);
  });
});
