import { ServiceModule } from '#libs/service-host';
import { Identity } from '../contract/index.js';
import { Accounts } from './account/accounts.js';
import { OperatorAccount } from './account/operator-account.js';
import { PersonAccounts } from './account/person-accounts.js';
import { CityHandlers } from './city/city.handlers.js';
import { CityProfile } from './city/city-profile.js';
import { IdentitySettings } from './identity-settings.js';
import { Clients } from './oidc/clients.js';
import { Interaction } from './oidc/interaction.js';
import { OidcHandlers } from './oidc/oidc.handlers.js';
import { OidcStore } from './oidc/oidc.store.js';
import { OidcProvider } from './oidc/oidc-provider.js';
import { OwnTokens } from './oidc/own-tokens.js';
import { OrganisationHandlers } from './organisation/organisation.handlers.js';
import { OrganisationStore } from './organisation/organisation.store.js';
import { Organisations } from './organisation/organisations.js';
import { People } from './person/people.js';
import { PersonHandlers } from './person/person.handlers.js';
import { PersonStore } from './person/person.store.js';
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
  contract: Identity,
  handlers: [
    SessionHandlers,
    TokenHandlers,
    OidcHandlers,
    SystemHandlers,
    OrganisationHandlers,
    PersonHandlers,
    CityHandlers,
  ],
  parts: [
    IdentitySettings,
    // directory
    OrganisationStore,
    Organisations,
    PersonStore,
    People,
    SystemStore,
    SystemSecrets,
    Systems,
    CityProfile,
    // accounts; the order decides who has a name that two kinds know
    Accounts,
    OperatorAccount,
    PersonAccounts,
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
