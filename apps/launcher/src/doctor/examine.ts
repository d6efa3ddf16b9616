import type { CityHome } from '../city/home.js';
import { checkData } from './data-checks.js';
import type { Finding } from './finding.js';
import { checkClock, checkDisk, checkMemory, checkNode, checkWriteAccess } from './machine-checks.js';
import { checkGatewayPort, checkMongod, checkNatsServer } from './server-checks.js';
import { checkChromium, checkDocker, checkPython } from './tool-checks.js';

/** Everything a city needs of its machine, checked without changing it. */
export function examine(home: CityHome, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return Promise.all([
    checkNode(),
    checkDisk(home),
    checkData(home),
    checkMemory(),
    checkWriteAccess(home),
    checkClock(),
    checkGatewayPort(home, env),
    checkMongod(env),
    checkNatsServer(env),
    checkPython(),
    checkChromium(env),
    checkDocker(),
  ]);
}
