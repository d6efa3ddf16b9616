import type { Identity } from '#contracts/identity';
import type { ReplyOf, RequestOf } from '#libs/contract-kit';

/* Types of the identity contract that the shell itself needs; nothing of the contract is bundled. */
type Operations = (typeof Identity)['operations'];

export type City = ReplyOf<Operations['getCity']>;
export type Caller = ReplyOf<Operations['whoAmI']>;
export type OrganisationPage = ReplyOf<Operations['listOrganisations']>;
export type Organisation = OrganisationPage['items'][number];
export type ShownPeople = ReplyOf<Operations['namePeople']>;
export type Role = RequestOf<Operations['registerPerson']>['roles'][number];
