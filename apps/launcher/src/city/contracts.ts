import type { ServiceContract } from '#libs/contract-kit';

/** The contracts of these services, from `#contracts/<name>`. */
export function loadContracts(services: readonly string[]): Promise<ServiceContract[]> {
  return Promise.all(services.map(loadContract));
}

async function loadContract(service: string): Promise<ServiceContract> {
  const module = (await import(`#contracts/${service}`)) as { contract: ServiceContract };
  return module.contract;
}
