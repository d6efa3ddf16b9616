import type { FlowMessage, FlowParticipant } from '../../contract/flow.dto.js';
import type { Flow } from './flow.js';

type Language = 'zh' | 'en';

const WORDS = {
  unknown: { zh: '未知', en: 'unknown' },
  stream: { zh: '事件流', en: 'event stream' },
  attempt: { zh: '第 # 次', en: 'try #' },
  retry: { zh: '将重试', en: 'will be tried again' },
  deadLetter: { zh: '转入死信', en: 'dead letter' },
  failed: { zh: '失败', en: 'failed' },
  sender: { zh: '缺少发送方的记录', en: 'no record of the sender' },
  receiver: { zh: '缺少接收方的记录', en: 'no record of the receiver' },
  cause: { zh: '缺少起因的记录', en: 'no record of the cause' },
} as const;

/** The flow as a Mermaid sequence diagram. The same flow gives the same text. */
export function mermaidOf(flow: Flow, language: Language): string {
  const byNumber = new Map(flow.messages.map((message) => [message.number, message]));
  const lines = ['sequenceDiagram', `  %% ${flow.traceId}`];
  for (const participant of flow.participants) {
    const word = participant.kind === 'caller' ? 'actor' : 'participant';
    lines.push(`  ${word} ${participant.id} as ${escaped(nameOf(participant, language))}`);
  }
  for (const { message: number, part } of flow.steps) {
    const message = byNumber.get(number);
    if (!message) continue;
    lines.push(part === 'send' ? sent(message, language) : replied(message));
    if (part === 'send' && message.gap) {
      const over = message.from === message.to ? message.from : `${message.from},${message.to}`;
      lines.push(`  Note over ${over}: ${number} ${escaped(WORDS[message.gap][language])}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function sent(message: FlowMessage, language: Language): string {
  const { number, kind, from, to } = message;
  if (kind === 'request') return `  ${from}->>${to}: ${number} ${escaped(requestLabel(message))}`;
  const bad = message.outcome !== 'ok';
  const label = [
    `${number} ${shortType(message.name)}`,
    ...deliveryLabel(message, language),
    duration(message.ms),
  ];
  return `  ${from}${bad ? '-x' : '-)'}${to}: ${escaped(label.join(' · '))}`;
}

function requestLabel({ name, address }: FlowMessage): string {
  // The address of an HTTP request says more than the operation, which the next message names.
  return address && /^[A-Z]+ /.test(address) ? address : name;
}

function deliveryLabel({ consumer, attempt, outcome, code }: FlowMessage, language: Language): string[] {
  return [
    ...(consumer ? [consumer] : []),
    ...(attempt !== undefined && attempt > 1 ? [WORDS.attempt[language].replace('#', String(attempt))] : []),
    ...(outcome === 'retry' || outcome === 'deadLetter' || outcome === 'failed'
      ? [WORDS[outcome][language]]
      : []),
    ...(code ? [code] : []),
  ];
}

function replied({ number, from, to, outcome, status, code, ms }: FlowMessage): string {
  const label = [`${number} ${status ?? outcome}${code ? ` ${code}` : ''}`, duration(ms)].join(' · ');
  return `  ${to}${outcome === 'ok' ? '-->>' : '--x'}${from}: ${escaped(label)}`;
}

function nameOf({ kind, name }: FlowParticipant, language: Language): string {
  if (kind === 'unknown') return WORDS.unknown[language];
  return kind === 'stream' ? `${WORDS.stream[language]} ${name}` : name;
}

/** `city.evt.data-catalog.entry-registered.v1` → `data-catalog.entry-registered`. */
function shortType(type: string): string {
  return type.replace(/^city\.evt\./, '').replace(/\.v\d+$/, '');
}

function duration(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** Characters that end a line or begin something else in Mermaid become entity codes. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[#;%<>&"`\\{}[\]|]/g, (character) => `#${character.codePointAt(0)};`)
    .trim();
}
