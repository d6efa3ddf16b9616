/** The resource that all access tokens are for (RFC 8707): the city's services. `aud` is the city's id alone. */
export function cityResource(cityId: string): string {
  return `urn:citybrain:${cityId}`;
}

/** The one scope of the resource. What a caller may do follows from roles, not from scopes. */
export const CITY_SCOPE = 'city';
