import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Something secret as the database holds it: AES-256-GCM under a key made from the deployment secret. */
export interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/** Seals and opens small secrets. `purpose` keeps keys for different things apart. */
export class Vault {
  private readonly key: Buffer;

  constructor(secret: string, purpose: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, 'citybrain', purpose, 32));
  }

  /** @param bound what the secret belongs to; opening with another fails */
  seal(plain: string, bound: string): Sealed {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(bound));
    const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return {
      iv: iv.toString('base64url'),
      tag: cipher.getAuthTag().toString('base64url'),
      data: data.toString('base64url'),
    };
  }

  /** @throws Error when the deployment secret is another one, or the data were changed */
  open({ iv, tag, data }: Sealed, bound: string): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, Buffer.from(iv, 'base64url'))
      .setAAD(Buffer.from(bound))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }

  /** A secret that follows from the deployment's: for cookies, the same on every instance. */
  derive(name: string): string {
    return Buffer.from(hkdfSync('sha256', this.key, 'citybrain', name, 32)).toString('base64url');
  }
}
