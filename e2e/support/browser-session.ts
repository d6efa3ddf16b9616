/** What a browser does with cookies and redirects, for tests of sign-in that need no browser. */
export class BrowserSession {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly origin: string) {}

  /** Sends one request; does not follow redirects. */
  async send(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.origin);
    const headers = new Headers(init.headers);
    const cookies = [...this.cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`);
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** Follows redirects within the city; stops at the first that leads to another path than the provider's. */
  async follow(address: string): Promise<URL> {
    let url = new URL(address, this.origin);
    for (let hop = 0; hop < 8; hop++) {
      if (!url.pathname.startsWith('/oidc')) return url;
      const response = await this.send(url.href, { headers: { accept: 'text/html' } });
      const location = response.headers.get('location');
      if (!location) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
      url = new URL(location, url);
    }
    throw new Error('redirects without end');
  }

  /** Opens the sign-in page of an authorization request. @returns the id of the interaction */
  async open(authorization: string): Promise<string> {
    const page = await this.follow(authorization);
    const uid = page.searchParams.get('interaction');
    if (page.pathname !== '/sign-in' || !uid) throw new Error(`no sign-in page: ${page.href}`);
    return uid;
  }

  /** Sends account and password as the sign-in page does. */
  credentials(uid: string, account: string, password: string, headers = {}): Promise<Response> {
    return this.send(`/oidc/interaction/${uid}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
      body: JSON.stringify({ account, password }),
    });
  }

  /** Signs in and comes back. @returns the address with the code */
  async signIn(authorization: string, account: string, password: string): Promise<URL> {
    const answer = await this.credentials(await this.open(authorization), account, password);
    if (!answer.ok) throw new Error(`sign-in was refused: ${await answer.text()}`);
    const { next } = (await answer.json()) as { next: string };
    return this.follow(next);
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find((each) => /^\s*path=/i.test(each))?.split('=')[1] ?? '/';
    const ends = attributes.find((each) => /^\s*expires=/i.test(each))?.split('=')[1];
    if (value === '' || (ends && Date.parse(ends) < Date.now())) this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}
