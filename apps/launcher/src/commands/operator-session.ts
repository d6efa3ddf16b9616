import { UserError } from '../user-error.js';

/** A client of the city that runs here, signed in as the operator of this machine. @throws UserError when none is ready */
export async function signInAsOperator() {
  const { cityHome } = await import('../city/home.js');
  const { ensureSecrets } = await import('../city/secrets.js');
  const { runningState } = await import('../city/state-file.js');
  const { GatewayClient } = await import('../seeds/gateway-client.js');
  const home = cityHome();
  const state = await runningState(home);
  if (!state?.ready) throw new UserError('No city is ready here.', 'Start one first: npm start');
  const { bootstrapOperatorSecret } = await ensureSecrets(home, []);
  return new GatewayClient(state.gatewayUrl).signIn('operator', bootstrapOperatorSecret);
}
