import { Id, Nested, OrganisationCode, Text } from '#libs/contract-kit';
import { Provider } from './entry.dto.js';

/** Another organisation provides the entry from now on, or the same one under another name. */
export class EntryProviderChanged {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Nested({ zh: '现提供方', of: () => Provider })
  provider: Provider;

  @Nested({ zh: '原提供方', of: () => Provider })
  former: Provider;

  @OrganisationCode({ zh: '原单位代码', doc: 'The organisation that first provided it.' })
  origin: string;
}
