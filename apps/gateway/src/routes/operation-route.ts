import type { Facade, HttpRoute, Operation, ServiceContract } from '#libs/contract-kit';

/** One HTTP address of an operation: its JSON route, or one of its façades. */
export interface OperationRoute {
  /** `<service>_<operation>`, a façade with the end of its path; unique, stable: generators name methods by it. */
  readonly id: string;
  readonly contract: ServiceContract;
  readonly operation: Operation;
  readonly route: HttpRoute;
  readonly facade?: Facade;
}

/** Every HTTP address that a contract declares. */
export function routesOf(contract: ServiceContract): OperationRoute[] {
  return Object.values(contract.operations).flatMap((operation) => {
    const id = `${operation.service}_${operation.name}`;
    const own = operation.http ? [{ id, contract, operation, route: operation.http }] : [];
    const facades = (operation.facades ?? []).map((facade) => ({
      id: `${id}_${facade.exchange ? `${facade.route.method.toLowerCase()}_` : ''}${facadeName(facade)}`,
      contract,
      operation,
      route: facade.route,
      facade,
    }));
    return [...own, ...facades];
  });
}

/** `/catalog/entries.csv` → `entries_csv`. */
function facadeName(facade: Facade): string {
  const words = facade.route.path.match(/[A-Za-z0-9]+/g) ?? [];
  return words.slice(-2).join('_') || 'facade';
}

/** `/entries/{id}` → `/entries/:id`; a trailing `*` stays. */
export function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Whether requests of this method carry a body. */
export function hasBody(route: HttpRoute): boolean {
  return route.method === 'POST' || route.method === 'PUT' || route.method === 'PATCH';
}
