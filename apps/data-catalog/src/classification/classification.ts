import type { CloudEvent } from '#libs/contract-kit';
import type { ClassificationLevel, ClassificationName } from '../../contract/classification.dto.js';
import type { ClassificationDefined } from '../../contract/events.dto.js';

/** State of a node of the classification tree (信息资源分类). */
export interface ClassificationState {
  readonly code: string;
  readonly name: ClassificationName;
}

export function applyToClassification(
  _state: ClassificationState | undefined,
  event: CloudEvent<never>,
): ClassificationState {
  const { code, name } = event.data as ClassificationDefined;
  return { code, name };
}

/** Level of a code by its length: 类 1, 项 3, 目 6, 细目 more. */
export function levelOf(code: string): ClassificationLevel {
  if (code.length === 1) return 'category';
  if (code.length === 3) return 'section';
  return code.length === 6 ? 'group' : 'detail';
}

/** Code of the node above; `undefined` for a category. */
export function parentOf(code: string): string | undefined {
  const level = levelOf(code);
  if (level === 'category') return undefined;
  return code.slice(0, level === 'section' ? 1 : level === 'group' ? 3 : 6);
}
