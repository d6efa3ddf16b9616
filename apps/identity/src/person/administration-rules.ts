import type { Principal } from '#libs/access';
import { Forbidden, type Problem } from '#libs/contract-kit';

/*
 * Who may administer whom. An operator administers everybody but themselves. An organisation's administrator
 * administers the own organisation's people who hold nothing beyond what the administrator may grant: whoever
 * could reset the password of somebody mightier would be as mighty.
 */

/** Whom an action is about: every role that they hold or act with. */
export interface Administered {
  readonly subject: string;
  readonly organisation: string;
  readonly roles: readonly string[];
}

export const OPERATOR_ROLE = 'platform.operator';
export const ADMIN_ROLE = 'organisation.admin';

/** Why the caller may not administer this person; `undefined` when they may. */
export function refusalToAdminister(
  caller: Principal,
  person: Administered,
  grantable: ReadonlySet<string>,
): Problem | undefined {
  if (caller.subject === person.subject || caller.onBehalfOf === person.subject) return refusal(ONESELF);
  if (caller.roles.includes(OPERATOR_ROLE)) return undefined;
  if (!caller.roles.includes(ADMIN_ROLE) || caller.organisation !== person.organisation)
    return refusal(OTHERS);
  return person.roles.every((role) => grantable.has(role)) ? undefined : refusal(MIGHTIER);
}

/** Why the caller may not give these roles to anybody. */
export function refusalToGrant(
  caller: Principal,
  roles: readonly string[],
  grantable: ReadonlySet<string>,
): Problem | undefined {
  if (caller.roles.includes(OPERATOR_ROLE) || roles.every((role) => grantable.has(role))) return undefined;
  return refusal(NOT_GRANTABLE);
}

/** Whether the caller sees people of this organisation. */
export function maySeePeopleOf(caller: Principal, organisation: string): boolean {
  return caller.roles.includes(OPERATOR_ROLE) || caller.organisation === organisation;
}

function refusal(detail: { zh: string; en: string }): Problem {
  return Forbidden.with({ detail });
}

const ONESELF = {
  zh: '不能管理自己的账号，请由其他管理员办理',
  en: 'Nobody administers the own account; ask another administrator',
};
const OTHERS = {
  zh: '单位管理员只能管理本单位人员',
  en: 'The administrator of an organisation administers its own people only',
};
const MIGHTIER = {
  zh: '该人员持有超出单位管理员授予范围的角色',
  en: 'This person holds roles beyond those that the administrator may grant',
};
const NOT_GRANTABLE = {
  zh: '单位管理员不能授予平台或全市范围的角色',
  en: 'The administrator of an organisation grants no roles of the platform or the city',
};
