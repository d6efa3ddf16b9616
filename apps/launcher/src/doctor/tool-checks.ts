import { findOnPath, runCommand } from '#libs/local-servers';
import { type Finding, ok, warn } from './finding.js';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const LIMIT_MS = 10_000;

/** Python with pip fetches server binaries on a closed machine. */
export async function checkPython(): Promise<Finding> {
  const pip = await runCommand('python3', ['-m', 'pip', '--version'], { timeoutMs: LIMIT_MS });
  if (pip.code === 0) return ok('Python and pip', pip.stdout.split(' from ')[0]?.trim() ?? 'present');
  const remedy = 'Only needed to fetch MongoDB or NATS on a closed machine: install python3 and python3-pip.';
  return warn('Python and pip', 'missing', remedy);
}

/** A browser runs the console's end-to-end tests. */
export async function checkChromium(env: NodeJS.ProcessEnv): Promise<Finding> {
  for (const browser of BROWSERS) {
    const path = await findOnPath(browser, env);
    if (path) return ok('Chromium (optional)', path);
  }
  const remedy = "Only needed for the console's end-to-end tests: apt-get install chromium fonts-noto-cjk";
  return warn('Chromium (optional)', 'missing', remedy);
}

/** A container engine serves `docker compose up` and the container tests. */
export async function checkDocker(): Promise<Finding> {
  const docker = await runCommand('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeoutMs: LIMIT_MS,
  });
  if (docker.code === 0) return ok('Docker (optional)', docker.stdout.trim());
  return warn(
    'Docker (optional)',
    'no engine answers',
    'Only needed for `docker compose up` and container tests.',
  );
}
