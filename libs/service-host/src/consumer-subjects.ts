import { eventSubject, type ServiceContract } from '#libs/contract-kit';

/** Subjects of the events that a consumer of the contract takes. Foreign events are taken in version 1. */
export function consumerSubjects(contract: ServiceContract, consumer: string): string[] {
  return (contract.consumers[consumer] ?? []).map((reference) => {
    const [service = '', event = ''] = reference.split('.');
    return (service === contract.name && contract.events[event]?.subject) || eventSubject(service, event, 1);
  });
}
