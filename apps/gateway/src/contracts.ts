import type { ServiceContract } from '#libs/contract-kit';
import { SERVICES } from '../../services.js';

/** The contracts of all services, in the order of the list. */
export async function loadContracts(): Promise<ServiceContract[]> {
  const contracts: ServiceContract[] = [];
  for (const name of SERVICES) {
    const module = (await import(`#contracts/${name}`)) as { contract: ServiceContract };
    contracts.push(module.contract);
  }
  return contracts;
}
