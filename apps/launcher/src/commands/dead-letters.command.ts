import { table } from '../output.js';
import { UserError } from '../user-error.js';
import type { Command } from './command.js';
import { signInAsOperator } from './operator-session.js';

interface Letters {
  readonly items: readonly {
    sequence: number;
    consumer: string;
    eventType: string;
    error: string;
    at: string;
  }[];
  readonly total: number;
}

/** `citybrain dead-letters list|replay`: events that a consumer could not take, and their second chance. */
export const deadLettersCommand: Command = {
  command: 'dead-letters <action>',
  describe: 'List or replay events that a consumer could not take',
  options: {
    action: { choices: ['list', 'replay'], describe: 'What to do' },
    service: { type: 'string', describe: 'Only this service; needed for replay' },
    sequence: { type: 'number', describe: 'Which one to replay; all of the service when absent' },
  },
  run: async ({ action, service, sequence }, output) => {
    const { SERVICES } = await import('../../../services.js');
    const known: readonly string[] = SERVICES;
    if (service !== undefined && !known.includes(String(service))) {
      throw new UserError(`There is no service "${String(service)}".`, `Use one of: ${known.join(', ')}`);
    }
    const operator = await signInAsOperator();
    const lettersOf = (name: string) => operator.get<Letters>(`/platform/${name}/dead-letters?limit=100`);
    if (action === 'list') {
      const services = service === undefined ? known : [String(service)];
      const found = await Promise.all(
        services.map(async (name) => ({ service: name, ...(await lettersOf(name)) })),
      );
      output.result({ services: found });
      const rows = found.flatMap(({ service: name, items }) =>
        items.map((item) => [
          name,
          String(item.sequence),
          item.consumer,
          item.eventType,
          item.at,
          item.error,
        ]),
      );
      if (rows.length === 0) output.line('No dead letters.');
      else
        for (const line of table([['Service', 'No.', 'Consumer', 'Event', 'Since', 'Error'], ...rows]))
          output.line(line);
      return 0;
    }
    if (service === undefined)
      throw new UserError('Replay needs --service.', `Use one of: ${known.join(', ')}`);
    const sequences =
      sequence === undefined
        ? (await lettersOf(String(service))).items.map((item) => item.sequence)
        : [Number(sequence)];
    const outcomes: { sequence: number; outcome: string; error?: string }[] = [];
    for (const each of sequences) {
      const path = `/platform/${String(service)}/dead-letters/${each}/replay`;
      const { outcome, error } = await operator.post<{ outcome: string; error?: string }>(
        path,
        {},
        `replay-${Date.now()}-${each}`,
      );
      outcomes.push({ sequence: each, outcome, ...(error && { error }) });
      output.line(`${each}: ${outcome}${error ? ` (${error})` : ''}`);
    }
    output.result({ outcomes });
    if (outcomes.length === 0) output.line('Nothing to replay.');
    return outcomes.every(({ outcome }) => outcome === 'applied') ? 0 : 1;
  },
};
