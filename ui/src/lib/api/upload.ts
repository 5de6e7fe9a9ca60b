/** Sends one file with progress. XMLHttpRequest, because fetch tells nothing about what has left. */
import { base, newKey } from './client';
import { problemFrom, unreachable } from './problem';
import type { FileRow } from './types';

export interface Upload {
  /** Resolves with the stored file; rejects with a Problem, `code: 'aborted'` after {@link Upload.abort}. */
  done: Promise<FileRow>;
  abort: () => void;
}

export const base64url = (text: string) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * Starts sending `file` to the message `seq` of a ticket. `onProgress` hears a share from 0 to 1. To try again after a
 * failure, call it again with the same `key`: what already arrived is then not stored twice.
 */
export function uploadFile(ticket: string, seq: number, file: File, onProgress: (share: number) => void, key = newKey()): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<FileRow>((resolve, reject) => {
    request.open('POST', `${base}/tickets/${encodeURIComponent(ticket)}/files?message=${seq}&size=${file.size}`);
    request.setRequestHeader('Upload-Name', base64url(file.name));
    request.setRequestHeader('X-Surety-Csrf', '1');
    request.setRequestHeader('Idempotency-Key', key);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as FileRow);
      else reject(problemFrom(request.status, body, request.getResponseHeader('Retry-After')));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(problemFrom(0, { code: 'aborted' }));
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

export const fileAddress = (ticket: string, file: string) =>
  `${base}/tickets/${encodeURIComponent(ticket)}/files/${encodeURIComponent(file)}`;

export const previewAddress = (ticket: string, file: string, page: number) => `${fileAddress(ticket, file)}/preview?page=${page}`;
