import { local } from '#console';
import type { FlowMessage, FlowParticipant, FlowStep } from '../contract/flow.dto.js';
import { OUTCOMES, PARTICIPANTS, t } from './texts.js';

/** What a participant is called; services keep their name. */
export function participantName({ name }: FlowParticipant): string {
  const words = Object.hasOwn(PARTICIPANTS, name) ? PARTICIPANTS[name] : undefined;
  return words ? local(words) : name;
}

/** A duration for people. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** `city.evt.data-catalog.entry-registered.v1` → `data-catalog.entry-registered`. */
export function shortName(name: string): string {
  return name.replace(/^city\.evt\./, '').replace(/\.v\d+$/, '');
}

/** What a message asks or tells, in a few words. */
export function wordsOf({ name, address, kind }: FlowMessage): string {
  return kind === 'request' && address && /^[A-Z]+ /.test(address) ? address : shortName(name);
}

/** How a message ended, in words: colour alone says nothing to some readers. */
export function outcomeWords({ outcome, status, code }: FlowMessage): string {
  return [local(OUTCOMES[outcome]), status, code].filter((part) => part !== undefined).join(' ');
}

/** The label of one line of the diagram. */
export function labelOfStep({ part }: FlowStep, message: FlowMessage): string {
  const { number, kind, consumer, attempt, ms } = message;
  if (part === 'reply') return `${number} ${outcomeWords(message)} · ${milliseconds(ms)}`;
  if (kind === 'request') return `${number} ${wordsOf(message)}`;
  const parts = [`${number} ${wordsOf(message)}`];
  if (consumer) parts.push(consumer);
  if (attempt !== undefined && attempt > 1) parts.push(t('try', { number: attempt }));
  if (message.outcome !== 'ok') parts.push(outcomeWords(message));
  return [...parts, milliseconds(ms)].join(' · ');
}
