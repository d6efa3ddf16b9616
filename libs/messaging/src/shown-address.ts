/** An address as it may be shown or logged: without the user and password that it may carry. */
export function shownAddress(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
