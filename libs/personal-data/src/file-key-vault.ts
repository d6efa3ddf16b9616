import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EpochKeyMissing, type KeyVault } from './key-vault.js';

const KEY_BYTES = 32;
const FILE = /^epoch-(\d{6,})\.key$/;

/**
 * Epoch keys in files, one folder for each service: `<folder>/epoch-000001.key` (0600). A key-encryption key is
 * derived (HKDF-SHA-256) from the file and the deployment's secret: neither is enough alone. All instances of a
 * service share the folder.
 */
export class FileKeyVault implements KeyVault {
  private readonly seeds = new Map<number, Buffer>();

  constructor(
    private readonly folder: string,
    private readonly secret: string,
  ) {
    if (Buffer.byteLength(secret) < KEY_BYTES)
      throw new Error(`PERSONAL_DATA_SECRET: at least ${KEY_BYTES} bytes`);
  }

  async open(epoch: number): Promise<void> {
    if (await this.has(epoch)) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // Written whole and synced under another name, then linked: readers never see half a key, and of two
    // instances the second one's link fails.
    const draft = join(this.folder, `.draft-${process.pid}-${randomBytes(6).toString('hex')}`);
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(randomBytes(KEY_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(draft, this.path(epoch));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(draft, { force: true }); // only a name: the bytes live on under the linked one, or are nobody's
    }
    await syncFolder(this.folder);
  }

  async has(epoch: number): Promise<boolean> {
    return (await this.seed(epoch).catch(() => undefined)) !== undefined;
  }

  async wrap(epoch: number, key: Buffer, context: string): Promise<Buffer> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', await this.derived(epoch, 'wrap'), nonce);
    cipher.setAAD(Buffer.from(context, 'utf8'));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  async unwrap(epoch: number, wrapped: Buffer, context: string): Promise<Buffer> {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      await this.derived(epoch, 'wrap'),
      wrapped.subarray(0, 12),
    );
    decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(wrapped.subarray(wrapped.length - 16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, wrapped.length - 16)), decipher.final()]);
  }

  async digest(epoch: number, domain: string, text: string): Promise<Buffer> {
    return createHmac('sha256', await this.derived(epoch, `digest/${domain}`))
      .update(text, 'utf8')
      .digest();
  }

  async destroyBefore(epoch: number): Promise<void> {
    this.forgetBefore(epoch);
    for (const name of await readdir(this.folder)) {
      const [, number] = FILE.exec(name) ?? [];
      if (number && Number(number) < epoch) await overwriteAndRemove(join(this.folder, name));
    }
    await syncFolder(this.folder);
  }

  forgetBefore(epoch: number): void {
    for (const known of [...this.seeds.keys()]) if (known < epoch) this.drop(known);
  }

  private drop(epoch: number): void {
    this.seeds.get(epoch)?.fill(0);
    this.seeds.delete(epoch);
  }

  private async derived(epoch: number, purpose: string): Promise<Buffer> {
    const seed = await this.seed(epoch);
    const info = `citybrain/personal-data/${epoch}/${purpose}`;
    return Buffer.from(hkdfSync('sha256', seed, Buffer.from(this.secret, 'utf8'), info, KEY_BYTES));
  }

  private async seed(epoch: number): Promise<Buffer> {
    const known = this.seeds.get(epoch);
    if (known) return known;
    let seed: Buffer;
    try {
      seed = await readFile(this.path(epoch));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new EpochKeyMissing(epoch);
      throw error;
    }
    if (seed.length !== KEY_BYTES) throw new EpochKeyMissing(epoch);
    this.seeds.set(epoch, seed);
    return seed;
  }

  private path(epoch: number): string {
    return join(this.folder, `epoch-${String(epoch).padStart(6, '0')}.key`);
  }
}

/** Random bytes over the file, on disk, then its name removed. */
async function overwriteAndRemove(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      await file.write(randomBytes(KEY_BYTES), 0, KEY_BYTES, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(path, { force: true });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
