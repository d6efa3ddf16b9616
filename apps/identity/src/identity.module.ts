import { ServiceModule } from '#libs/service-host';
import { sealPlainPersonal } from '#libs/store';
import { Identity } from '../contract/index.js';
import { Accounts } from './account/accounts.js';
import { ActingTokens } from './account/acting-tokens.js';
import { OperatorAccount } from './account/operator-account.js';
import { PersonAccounts } from './account/person-accounts.js';
import { SessionEnd } from './account/session-end.js';
import { CitizenStore } from './citizen/citizen.store.js';
import { CitizenAccounts } from './citizen/citizen-accounts.js';
import { Citizens } from './citizen/citizens.js';
import { ConfiguredRealNameCheck, RealNameCheck } from './citizen/real-name-check.js';
import { RegistrationDesk } from './citizen/registration-desk.js';
import { CityHandlers } from './city/city.handlers.js';
import { CityProfile } from './city/city-profile.js';
import { DelegationHandlers } from './delegation/delegation.handlers.js';
import { DelegationStore } from './delegation/delegation.store.js';
import { Delegations } from './delegation/delegations.js';
import { EnterpriseStore } from './enterprise/enterprise.store.js';
import { EnterpriseAccounts } from './enterprise/enterprise-accounts.js';
import { Enterprises } from './enterprise/enterprises.js';
import { ErasureHandlers } from './erasure/erasure.handlers.js';
import { ErasureStore } from './erasure/erasure.store.js';
import { Erasures } from './erasure/erasures.js';
import { IdentitySettings } from './identity-settings.js';
import { Clients } from './oidc/clients.js';
import { Interaction } from './oidc/interaction.js';
import { OidcHandlers } from './oidc/oidc.handlers.js';
import { OidcStore } from './oidc/oidc.store.js';
import { OidcProvider } from './oidc/oidc-provider.js';
import { OwnTokens } from './oidc/own-tokens.js';
import { DirectoryFollower } from './organisation/directory-follower.js';
import { OrganisationHandlers } from './organisation/organisation.handlers.js';
import { OrganisationStore } from './organisation/organisation.store.js';
import { OrganisationChanges } from './organisation/organisation-changes.js';
import { OrganisationPast } from './organisation/organisation-history.js';
import { Organisations } from './organisation/organisations.js';
import { StructureLock } from './organisation/structure-lock.js';
import { People } from './person/people.js';
import { PersonHandlers } from './person/person.handlers.js';
import { PERSON, PersonStore } from './person/person.store.js';
import { PersonAdministration } from './person/person-administration.js';
import { PersonNames } from './person/person-names.js';
import { Roles } from './person/roles.js';
import { OwnAccount } from './self/own-account.js';
import { SelfHandlers } from './self/self.handlers.js';
import { SessionHandlers } from './session/session.handlers.js';
import { Sessions } from './session/sessions.js';
import { SignInService } from './session/sign-in.js';
import { SystemHandlers } from './system/system.handlers.js';
import { SystemStore } from './system/system.store.js';
import { SystemSecrets } from './system/system-secret.js';
import { Systems } from './system/systems.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { Revocations } from './tokens/revocations.js';
import { SigningKeys } from './tokens/signing-keys.js';
import { TokenHandlers } from './tokens/token.handlers.js';
import { TrustBeat } from './tokens/trust-beat.js';

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
  handlers: [
    SessionHandlers,
    TokenHandlers,
    OidcHandlers,
    SystemHandlers,
    OrganisationHandlers,
    PersonHandlers,
    DelegationHandlers,
    SelfHandlers,
    ErasureHandlers,
    CityHandlers,
  ],
  parts: [
    IdentitySettings,
    // directory
    OrganisationStore,
    Organisations,
    OrganisationChanges,
    OrganisationPast,
    StructureLock,
    DirectoryFollower,
    PersonStore,
    People,
    PersonAdministration,
    PersonNames,
    Roles,
    DelegationStore,
    Delegations,
    CitizenStore,
    Citizens,
    EnterpriseStore,
    Enterprises,
    RegistrationDesk,
    ErasureStore,
    Erasures,
    { provide: RealNameCheck, useClass: ConfiguredRealNameCheck },
    OwnAccount,
    ActingTokens,
    { provide: SessionEnd, useExisting: Sessions },
    SystemStore,
    SystemSecrets,
    Systems,
    CityProfile,
    // accounts; the order decides who has a name that two kinds know
    Accounts,
    OperatorAccount,
    PersonAccounts,
    CitizenAccounts,
    EnterpriseAccounts,
    // tokens and sessions
    SigningKeys,
    Revocations,
    TrustBeat,
    AccessTokens,
    Sessions,
    SignInService,
    // OpenID provider
    OidcStore,
    Clients,
    OwnTokens,
    OidcProvider,
    Interaction,
  ],
})
export default class IdentityModule {}
