import type { FileRef } from '#libs/contract-kit';
import { ApiProblem, networkProblem, problemOf } from './api-problem.js';
import { language } from './i18n.js';
import { freshToken } from './renewal.js';
import { token } from './token.js';

/**
 * Sends a file, telling how much has gone (0 to 100). Only XMLHttpRequest tells.
 * @throws ApiProblem; `AbortError` when `signal` stopped it
 */
export async function uploadFile(
  file: File,
  options: { readonly signal: AbortSignal; readonly progress: (percent: number) => void },
): Promise<FileRef> {
  await freshToken();
  options.signal.throwIfAborted();
  const request = new XMLHttpRequest();
  request.open('POST', '/files');
  for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
  request.setRequestHeader('content-type', mediaTypeOf(file));
  request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
  const answered = new Promise<Response>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => options.progress(Math.floor((loaded / total) * 100));
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(networkProblem(new Error('no answer to an upload')));
    request.onabort = () => reject(options.signal.reason);
  });
  options.signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  const response = await answered;
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as FileRef;
}

/** Fetches a file; large ones take their time. @throws ApiProblem */
export async function downloadFile(path: string): Promise<Blob> {
  await freshToken();
  try {
    const response = await fetch(path, { headers: headers(), cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw await problemOf(response);
    return await response.blob();
  } catch (error) {
    throw error instanceof ApiProblem ? error : networkProblem(error);
  }
}

function headers(): Record<string, string> {
  return {
    'accept-language': language.value === 'zh' ? 'zh-CN' : 'en',
    ...(token.value && { authorization: `Bearer ${token.value.value}` }),
  };
}

/** Types that systems do not know or, with Excel on it, name wrongly. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/plain',
  md: 'text/plain',
  sql: 'text/plain',
  json: 'application/json',
  geojson: 'application/json',
  xml: 'application/xml',
  ofd: 'application/ofd',
  zip: 'application/zip',
};

function mediaTypeOf({ name, type }: File): string {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  return BY_EXTENSION[extension] ?? (type || 'application/octet-stream');
}
