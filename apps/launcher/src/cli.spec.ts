import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CompiledProject, compiledProject } from '../test/compiled.js';

let project: CompiledProject;
beforeAll(async () => {
  project = await compiledProject(['apps/services.ts', 'apps/launcher/src', 'libs']);
});
afterAll(() => project.remove());

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function citybrain(...args: string[]): Promise<Run> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    CITYBRAIN_HOME: join(project.root, 'home'),
    GATEWAY_PORT: '0',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [project.main, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('the citybrain command', () => {
  it('explains itself, every command included', async () => {
    const help = await citybrain('--help');
    expect(help.code).toBe(0);
    for (const command of ['up', 'down', 'status', 'seed', 'doctor', 'completion']) {
      expect(help.stdout).toContain(`citybrain ${command}`);
    }
    expect((await citybrain('up', '--help')).stdout).toMatch(/--fresh.*--single.*--port/s);
    expect((await citybrain('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('refuses an unknown option and suggests the near one', async () => {
    const refused = await citybrain('up', '--prot', '3001');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Unknown argument: prot');
    expect(refused.stderr).toContain('--port');
  });

  it('refuses an unknown command and suggests the near one', async () => {
    const refused = await citybrain('stats');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Did you mean status?');
  });

  it('fails in JSON too when asked for JSON', async () => {
    const refused = await citybrain('seed', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toEqual({
      error: { message: 'No city is ready here.', remedy: 'Start one first: npm start' },
    });
  });

  it('examines the machine', async () => {
    const doctor = await citybrain('doctor', '--json');
    const report = JSON.parse(doctor.stdout) as {
      ok: boolean;
      findings: { check: string; verdict: string }[];
    };
    expect(report.findings.map((finding) => finding.check)).toEqual(
      expect.arrayContaining(['Node', 'Disk', 'MongoDB', 'NATS', 'Clock', 'Gateway port']),
    );
    expect(doctor.code).toBe(report.ok ? 0 : 1);
  });

  it('says that nothing runs', async () => {
    const status = await citybrain('status', '--json');
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout)).toEqual({ state: 'stopped' });
    expect((await citybrain('down')).stdout).toContain('No city runs here.');
  });

  it('completes commands', async () => {
    const { stdout } = await citybrain('--get-yargs-completions', 'citybrain', 'do');
    expect(stdout).toContain('doctor');
    expect(stdout).toContain('down');
  });
});
