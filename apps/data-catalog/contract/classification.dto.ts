import { Choice, Flag, Int, ListOf, Nested, Rule, Text } from '#libs/contract-kit';

/** Levels of the classification: 类, 项, 目, 细目. */
export const CLASSIFICATION_LEVELS = ['category', 'section', 'group', 'detail'] as const;
export type ClassificationLevel = (typeof CLASSIFICATION_LEVELS)[number];

/** Code of a node: 1 character a category, 3 a section, 6 a group, up to 30 a detail. */
export const CLASSIFICATION_CODE = /^[123](?:\d{2}(?:\d{3}[0-9A-Z]{0,24})?)?$/;

export class ClassificationName {
  @Text({ zh: '中文名称', max: 100, example: '日照市水务局' })
  zh: string;

  @Text({ zh: '英文名称', max: 200, example: 'Rizhao Water Bureau' })
  en: string;
}

/** Adds a node to the classification tree (信息资源分类), or renames it. */
@Rule<DefineClassification>(({ code }) =>
  // Department resources (类 3) have the sections 01–08 only (编制指南; data-catalog §2.1).
  code.startsWith('3') && code.length >= 3 && !/^30[1-8]/.test(code)
    ? [
        {
          path: '/code',
          rule: 'section',
          message: { zh: '部门类的项只有 01–08', en: 'Department resources have the sections 01–08 only' },
          remedy: { zh: '核对分类代码', en: 'Check the code' },
        },
      ]
    : [],
)
export class DefineClassification {
  @Text({ zh: '分类代码', max: 30, pattern: CLASSIFICATION_CODE, example: '307013371100000000000101' })
  code: string;

  @Nested({ zh: '名称', of: () => ClassificationName })
  name: ClassificationName;
}

/** A node of the classification tree. */
export class Classification extends DefineClassification {
  @Choice({ zh: '层级', of: CLASSIFICATION_LEVELS })
  level: ClassificationLevel;

  @Text({ zh: '上级分类', max: 30, optional: true })
  parent?: string;

  @Flag({ zh: '末级', doc: 'Only a leaf can classify an entry.' })
  leaf: boolean;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;
}

export class ListClassifications {
  @Text({
    zh: '上级分类',
    doc: 'Children of this node; the categories when absent.',
    max: 30,
    pattern: CLASSIFICATION_CODE,
    optional: true,
  })
  parent?: string;

  @Text({
    zh: '关键词',
    doc: 'Leaves whose name or code holds it, anywhere in the tree.',
    max: 100,
    optional: true,
  })
  q?: string;
}

export class ClassificationList {
  @ListOf({ zh: '分类', of: () => Classification, max: 500 })
  items: Classification[];
}
