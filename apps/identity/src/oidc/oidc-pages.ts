const STYLE =
  'body{font-family:system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color:#1d2b3a}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:4px;background:#1a5fb4;color:#fff;cursor:pointer}code{color:#555}';

/** Pages that the provider itself shows; seldom seen, without any script. */
function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

/** Asks before signing out: another site must not end a session by a link. */
export function confirmSignOut(form: string): string {
  return page(
    '退出登录 · Sign out',
    `<h1>退出登录 · Sign out</h1><p>确定要退出吗？<br>Do you want to sign out?</p>${form}<p><button type="submit" form="op.logoutForm" name="logout" value="yes">退出 · Sign out</button></p>`,
  );
}

export function signedOutPage(): string {
  return page('已退出 · Signed out', '<h1>已退出 · Signed out</h1><p><a href="/">返回 · Back</a></p>');
}

/** A fault of the protocol, when there is no client to send it to. */
export function errorPage(error: string, description: string | undefined): string {
  return page(
    '无法登录 · Cannot sign in',
    `<h1>无法登录 · Cannot sign in</h1><p>请返回后重新登录。<br>Go back and sign in again.</p><p><a href="/">返回 · Back</a></p><p><code>${escaped(error)}: ${escaped(description ?? '')}</code></p>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
