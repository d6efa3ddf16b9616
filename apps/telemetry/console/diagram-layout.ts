import type { FlowMessage, FlowStep, TraceFlow } from '../contract/flow.dto.js';

/** One arrow of the diagram, in pixels. */
export interface Arrow {
  readonly key: string;
  readonly step: FlowStep;
  readonly message: FlowMessage;
  readonly y: number;
  readonly path: string;
  /** Where its label may stand. */
  readonly label: { readonly left: number; readonly width: number };
  /** When it happens, in milliseconds since the first message. */
  readonly at: number;
}

export const COLUMN = 190;
const GUTTER = 66;
const TOP = 34;
const ROW = 44;
const LOOP = 34;

/** Middle of a participant's lifeline. */
export function columnOf(index: number): number {
  return GUTTER + COLUMN / 2 + index * COLUMN;
}

/** Where everything stands: a column for each participant, a row for each step. */
export function layoutOf(flow: TraceFlow): { arrows: Arrow[]; width: number; height: number } {
  const places = new Map(flow.participants.map(({ id }, index) => [id, columnOf(index)]));
  const byNumber = new Map(flow.messages.map((message) => [message.number, message]));
  const arrows = flow.steps.flatMap((step, row): Arrow[] => {
    const message = byNumber.get(step.message);
    if (!message) return [];
    const ends = [places.get(message.from) ?? GUTTER, places.get(message.to) ?? GUTTER] as const;
    const [from, to] = step.part === 'send' ? ends : [ends[1], ends[0]];
    const y = TOP + row * ROW;
    const self = from === to;
    return [
      {
        key: `${step.part}${step.message}`,
        step,
        message,
        y,
        path: self
          ? `M${from} ${y - 8} h${LOOP} v12 h${3 - LOOP}`
          : `M${from} ${y} H${to + (to > from ? -3 : 3)}`,
        label: self
          ? { left: from + LOOP + 6, width: COLUMN - LOOP }
          : { left: Math.min(from, to) + 6, width: Math.abs(to - from) - 12 },
        at: step.part === 'send' ? message.at : message.at + message.ms,
      },
    ];
  });
  return {
    arrows,
    width: GUTTER + COLUMN * Math.max(1, flow.participants.length),
    height: TOP + ROW * flow.steps.length,
  };
}
