/**
 * Loads the OpenID provider library. On Node 20 it says "Unsupported runtime" once while it loads: it is tested by
 * its maintainers on newer lines only, and by our own tests on this one. That one line would stand in every log as
 * text that is not JSON, so it is kept back; everything else that it has to say is said.
 */
export async function loadProviderLibrary(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...said: unknown[]) => {
    if (!String(said[0]).includes('Unsupported runtime')) warn(...said);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
