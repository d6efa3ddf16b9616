import { ServiceModule } from '#libs/service-host';
import { sealPlainPersonal } from '#libs/store';
import { Identity } from '../contract/index.js';
import { Accounts } from './account/accounts.js';
import { OperatorAccount } from './account/operator-account.js';
import { PersonAccounts } from './account/person-accounts.js';
import { CityHandlers } from './city/city.handlers.js';
import { CityProfile } from './city/city-profile.js';
import { ErasureHandlers } from './erasure/erasure.handlers.js';
import { ErasureStore } from './erasure/erasure.store.js';
import { Erasures } from './erasure/erasures.js';
import { OrganisationHandlers } from './organisation/organisation.handlers.js';
import { OrganisationStore } from './organisation/organisation.store.js';
import { Organisations } from './organisation/organisations.js';
import { People } from './person/people.js';
import { PersonHandlers } from './person/person.handlers.js';
import { PERSON, PersonStore } from './person/person.store.js';
import { SessionHandlers } from './session/session.handlers.js';
import { SignInService } from './session/sign-in.js';
import { SigningKeys } from './session/signing-keys.js';

/** 统一身份认证. What the service consists of. */
@ServiceModule({
  migrations: ({ personal }) => [
    sealPlainPersonal(PERSON, personal, {
      number: 1,
      schema: 2,
      dropIndexes: [{ collection: 'person', index: 'account' }],
    }),
  ],
  contract: Identity,
  handlers: [ErasureHandlers, SessionHandlers, OrganisationHandlers, PersonHandlers, CityHandlers],
  parts: [
    ErasureStore,
    Erasures,
    OrganisationStore,
    Organisations,
    PersonStore,
    People,
    Accounts,
    OperatorAccount,
    PersonAccounts,
    SigningKeys,
    SignInService,
    CityProfile,
  ],
})
export default class IdentityModule {}
