import { runService } from '#libs/service-host';
import IdentityModule from './identity.module.js';

await runService(IdentityModule);
