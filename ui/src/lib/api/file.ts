import { base, guarded } from './client';
import { problemFrom } from './problem';

/** A file that may ask for a fresh proof first, so that a link to it would not do. Tells how many bytes have come. */
export async function askFile(path: string, come?: (bytes: number) => void): Promise<Blob> {
  const response = await guarded(new Request(`${base}${path}`, { credentials: 'same-origin' }));
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => undefined), response.headers.get('Retry-After'));
  if (!come || !response.body) return response.blob();
  const parts: BlobPart[] = [];
  const reader = response.body.getReader();
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' });
    parts.push(value);
    come((bytes += value.length));
  }
}
