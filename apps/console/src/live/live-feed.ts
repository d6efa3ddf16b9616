import type { FetchLikeResponse } from 'eventsource';
import { readonly, ref, shallowRef } from 'vue';
import type { CloudEvent } from '#libs/contract-kit';
import { language } from '../i18n.js';
import { token } from '../token.js';
import { EventStream } from './event-stream.js';
import { watchIds } from './last-id.js';

export interface LiveEvent {
  /** Place in the stream; the feed resumes after it. */
  readonly sequence: string;
  /** `data-catalog.entryPublished`. */
  readonly type: string;
  readonly event: CloudEvent<Record<string, unknown>>;
}

export type LiveState = 'connecting' | 'open' | 'closed';

export const LIVE_LIMIT = 50;
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

const events = shallowRef<readonly LiveEvent[]>([]);
const state = ref<LiveState>('closed');
const listeners = new Set<(event: LiveEvent) => void>();

let stream: EventStream | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
/** Place in the stream up to which this session has read. */
let place = '';
let whenRefused: () => void = () => undefined;

/** What happens in the city as it happens, newest first. */
export const liveFeed = {
  events: readonly(events),
  state: readonly(state),
  start,
  stop,
  subscribe,
  onRefused,
};

/** Says what happens when the server no longer accepts the token. */
function onRefused(act: () => void): void {
  whenRefused = act;
}

/** Calls back for each new event; gives the function that ends it. */
function subscribe(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function start(): void {
  if (stream || !token.value) return;
  clearTimeout(timer);
  state.value = 'connecting';
  const opened = new EventStream('/events', { fetch: fetchWithToken });
  opened.onopen = () => {
    failures = 0;
    state.value = 'open';
  };
  opened.onAny = receive;
  opened.onerror = (error) => {
    if (opened !== stream) return;
    state.value = 'connecting';
    // A dropped connection is taken up again by the event source itself; after a refusal it gives up.
    if (opened.readyState === EventStream.CLOSED) giveUp(error.code);
  };
  stream = opened;
}

/** Ends the feed and forgets it: the next person at this screen may have other rights. */
function stop(): void {
  clearTimeout(timer);
  stream?.close();
  stream = undefined;
  events.value = [];
  place = '';
  state.value = 'closed';
  failures = 0;
}

function giveUp(code: number | undefined): void {
  stream = undefined;
  state.value = 'closed';
  if (code === 401) {
    whenRefused();
    return;
  }
  timer = setTimeout(start, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
  failures += 1;
}

function receive(message: MessageEvent<string>): void {
  const event = parse(message.data);
  if (!event || events.value.some((known) => known.event.id === event.id)) return;
  const live: LiveEvent = { sequence: message.lastEventId, type: message.type, event };
  events.value = [live, ...events.value].slice(0, LIVE_LIMIT);
  for (const listener of listeners) listener(live);
}

function parse(text: string): CloudEvent<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is CloudEvent<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'id' in value && 'time' in value && 'data' in value;
}

/** The address never holds the token. Every connection, the first after a refusal too, resumes at `place`. */
const fetchWithToken = async (address: string | URL, init?: RequestInit): Promise<FetchLikeResponse> => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token.value?.value ?? ''}`);
  headers.set('accept-language', language.value === 'zh' ? 'zh-CN' : 'en');
  if (place) headers.set('last-event-id', place);
  const response = await fetch(address, { ...init, headers, credentials: 'omit' });
  const { url, status, redirected } = response;
  const body = response.body?.pipeThrough(watchIds(setPlace)) ?? null;
  return { body, url, status, redirected, headers: response.headers };
};

function setPlace(id: string): void {
  place = id;
}
