/** One way of a machine: from where to where, and who may go it. What no step says is refused. */
export interface Step<State extends string = string> {
  readonly from: State;
  readonly to: State;
  readonly role: string;
  /** The provider's own people, or the city's data authority (同级主管部门). */
  readonly by: 'provider' | 'authority';
  /** Nobody who wrote what is decided on may take this step. */
  readonly notByWriter: boolean;
}

/** The table of a machine, closed: for each action, its ways. */
export type Steps<Action extends string, State extends string> = Readonly<
  Record<Action, readonly Step<State>[]>
>;

export const editor = { role: 'catalog.editor', by: 'provider', notByWriter: false } as const;
/** The department speaks through its approver; asking and taking back need no second person. */
export const department = { role: 'catalog.approver', by: 'provider', notByWriter: false } as const;
export const approver = { role: 'catalog.approver', by: 'provider', notByWriter: true } as const;
export const publisher = { role: 'catalog.publisher', by: 'authority', notByWriter: true } as const;
