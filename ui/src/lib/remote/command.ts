/** What is typed on the client's computer: the very commands for its system, since names and shells differ. */
import type { AssistProgram } from '$lib/api';

type Named = Pick<AssistProgram, 'name' | 'system'>;

/** Starts the program that lies among the downloads. A Mac holds back what a browser has brought until it is told otherwise. */
export function runCommand({ name, system }: Named, dial: string): string {
  if (system === 'windows') return `cd ~\\Downloads; .\\${name} ${dial}`;
  return `cd ~/Downloads && ${system === 'darwin' ? `xattr -c ${name}; ` : ''}chmod +x ${name} && ./${name} ${dial}`;
}

/** Gets the program without a browser. */
export function fetchCommand({ name, system }: Named, address: string): string {
  return system === 'windows' ? `cd ~\\Downloads; Invoke-WebRequest ${address} -OutFile ${name}` : `cd ~/Downloads && curl -fO ${address}`;
}

/** Says whether the file is the one whose hash stands here. */
export function hashCommand({ name, system, sha256 }: Named & Pick<AssistProgram, 'sha256'>): string {
  if (system === 'windows') return `(Get-FileHash ${name}).Hash -eq '${sha256}'`;
  return `echo '${sha256}  ${name}' | ${system === 'darwin' ? 'shasum -a 256' : 'sha256sum'} -c`;
}

/** An Ed25519 key as OpenSSL reads it: RFC 8410 puts these twelve bytes before the bare one. */
const keyPrefix = 'MCowBQYDK2VwAyEA';

/** Says whether the record's key signed name, size and hash; with OpenSSL 3. */
export function signatureCommand({ name, bytes, sha256, signature }: Pick<AssistProgram, 'name' | 'bytes' | 'sha256' | 'signature'>, key: string): string {
  return [
    `printf 'surety assist 1\\n${name}\\n${bytes}\\n${sha256}\\n' > signed`,
    `echo '${signature}' | base64 -d > signature`,
    `printf -- '-----BEGIN PUBLIC KEY-----\\n${keyPrefix}${key}\\n-----END PUBLIC KEY-----\\n' > key.pem`,
    'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature',
  ].join('\n');
}
