import { Choice, Int, ListOf, Text, TextList } from '#libs/contract-kit';

export class SignIn {
  @Text({ zh: '账号', max: 60, pattern: /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, example: 'bigdata.publisher' })
  account: string;

  @Text({
    zh: '密码',
    max: 200,
    example: 'printed at the first start',
    personal: { class: 'credential', sensitive: true },
  })
  password: string;
}

/** Who a token speaks for. */
export class Caller {
  @Text({ zh: '主体', doc: '`person:<id>` or `system:<id>`.', max: 200 })
  subject: string;

  @Text({ zh: '名称', max: 200, personal: { class: 'identity' } })
  name: string;

  @Text({ zh: '所属单位', doc: 'Unified social credit code.', max: 18, optional: true })
  organisation?: string;

  @Text({ zh: '单位名称', max: 200, optional: true })
  organisationName?: string;

  @TextList({ zh: '角色', max: 50, each: { max: 60 } })
  roles: string[];
}

/** An access token (RFC 6749 §5.1), a JWT (RFC 9068) signed with EdDSA. */
export class Token {
  @Text({ zh: '访问令牌', max: 8000, personal: { class: 'credential', sensitive: true } })
  accessToken: string;

  @Choice({ zh: '令牌类型', of: ['Bearer'] })
  tokenType: 'Bearer';

  @Int({ zh: '有效期', doc: 'Seconds.', min: 1, max: 86_400 })
  expiresIn: number;
}

/** A public key of the issuer (RFC 7517, RFC 8037). */
export class PublicKey {
  @Text({ zh: '密钥编号', max: 100 })
  kid: string;

  @Choice({ zh: '密钥类型', of: ['OKP'] })
  kty: 'OKP';

  @Choice({ zh: '曲线', of: ['Ed25519'] })
  crv: 'Ed25519';

  @Text({ zh: '公钥', max: 100 })
  x: string;

  @Choice({ zh: '用途', of: ['sig'] })
  use: 'sig';

  @Choice({ zh: '算法', of: ['EdDSA'] })
  alg: 'EdDSA';
}

export class KeySet {
  @ListOf({ zh: '公钥', of: () => PublicKey, max: 20 })
  keys: PublicKey[];
}
