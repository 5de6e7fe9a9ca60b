import { base, guarded } from './client';
import { problemFrom } from './problem';

/** A file that may ask for a fresh proof first, so that a link to it would not do. */
export async function askFile(path: string): Promise<Blob> {
  const response = await guarded(new Request(`${base}${path}`, { credentials: 'same-origin' }));
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => undefined), response.headers.get('Retry-After'));
  return response.blob();
}
