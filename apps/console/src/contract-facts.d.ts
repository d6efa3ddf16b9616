/* Made by the plugin in contract-facts.ts when the console is built. */
declare module 'virtual:contract-names' {
  type Name = { readonly zh: string; readonly en: string };
  export const titles: Readonly<Record<string, Name>>;
  export const roles: Readonly<Record<string, Name>>;
}

declare module 'virtual:contract-summaries' {
  /** By `<service>.<operation>` and `<service>.<event>`. */
  export const summaries: Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
}
