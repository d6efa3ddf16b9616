import pc from 'picocolors';
import { table } from '../output.js';
import type { Command } from './command.js';

/** `citybrain doctor`: whether this machine can run a city; exit code 1 when it cannot. */
export const doctorCommand: Command = {
  command: 'doctor',
  describe: 'Check this machine and name remedies',
  options: {},
  run: async (_args, output) => {
    const { examine } = await import('../doctor/examine.js');
    const { cityHome } = await import('../city/home.js');
    const findings = await examine(cityHome(), process.env);
    const failed = findings.some((finding) => finding.verdict === 'fail');
    output.result({ ok: !failed, findings });
    const sign = { ok: pc.green('ok  '), warn: pc.yellow('warn'), fail: pc.red('fail') };
    const lines = table(findings.map((finding) => [finding.check, finding.found]));
    for (const [index, finding] of findings.entries()) {
      output.line(`${sign[finding.verdict]}  ${lines[index]}`);
      if (finding.remedy) output.line(`      ${pc.cyan('→')} ${finding.remedy}`);
    }
    return failed ? 1 : 0;
  },
};
