import type { AssistProgram } from '$lib/api';

export type System = 'windows' | 'darwin' | 'linux';
export const systems = ['windows', 'darwin', 'linux'] as const;
/** Names are the same in every language. */
export const systemNames: Record<System, string> = { windows: 'Windows', darwin: 'Mac', linux: 'Linux' };

/** The system of this machine, as far as its browser says; phones have none the program runs on. */
export function systemOf({ userAgent }: Pick<Navigator, 'userAgent'>): System | undefined {
  if (/android|iphone|ipad|ipod|mobile/i.test(userAgent)) return undefined;
  if (/windows/i.test(userAgent)) return 'windows';
  if (/mac os x|macintosh/i.test(userAgent)) return 'darwin';
  return /linux|x11|cros/i.test(userAgent) ? 'linux' : undefined;
}

/** The program for a system: browsers do not tell the processor reliably, so that the usual one comes first and both are offered. */
export function programsFor(system: System, all: readonly AssistProgram[]): AssistProgram[] {
  const usual = system === 'darwin' ? 'arm64' : 'amd64';
  return all.filter((program) => program.system === system).sort((a, b) => Number(b.arch === usual) - Number(a.arch === usual));
}
