import { table } from '../output.js';
import type { Command } from './command.js';

/** `citybrain status`: what runs here; exit code 0 only when the city is ready. */
export const statusCommand: Command = {
  command: 'status',
  describe: 'Show what runs: processes, restarts, memory, readiness',
  options: {},
  run: async (_args, output) => {
    const { cityStatus } = await import('../city/status.js');
    const { cityHome } = await import('../city/home.js');
    const status = await cityStatus(cityHome());
    output.result(status);
    if (status.state === 'stopped') {
      output.line('No city runs here. Start one with `npm start`.');
      return 1;
    }
    output.line(`City "${status.cityId}" is ${status.state}: ${status.gatewayUrl}`);
    const head = ['Process', 'State', 'PID', 'Uptime', 'Restarts', 'Memory'];
    const rows = status.processes.map((process) => [
      process.name,
      process.alive ? process.state : 'not running',
      String(process.pid ?? '–'),
      process.uptimeSeconds === undefined ? '–' : `${process.uptimeSeconds} s`,
      String(process.restarts),
      process.memoryMB === undefined ? '–' : `${process.memoryMB} MB`,
    ]);
    for (const row of table([head, ...rows])) output.line(`  ${row}`);
    return status.state === 'ready' ? 0 : 1;
  },
};
