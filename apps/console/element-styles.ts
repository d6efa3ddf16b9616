import type { Plugin } from 'vite';

/**
 * Brings in the style sheet of each Element Plus component that a module imports, so that pages load only the
 * styles they use and nobody has to list them.
 */
export function elementStyles(): Plugin {
  const NAMED_IMPORT = /import\s*\{([^}]+)\}\s*from\s*['"]element-plus['"]/g;
  return {
    name: 'element-styles',
    transform(code, id) {
      if (id.includes('/node_modules/') || !code.includes('element-plus')) return undefined;
      const names = [...code.matchAll(NAMED_IMPORT)].flatMap((match) => (match[1] ?? '').split(','));
      const styles = new Set(
        names.map((name) => folderOf(name.trim())).filter((folder) => folder !== undefined),
      );
      if (styles.size === 0) return undefined;
      const imports = [...styles].map((folder) => `import 'element-plus/es/components/${folder}/style/css';`);
      return { code: `${code}\n${imports.join('\n')}\n`, map: null };
    },
  };
}

/** `ElFormItem as _x` → `form-item`; types and helpers have no folder. */
function folderOf(imported: string): string | undefined {
  const name = imported.split(/\s+as\s+/)[0] ?? '';
  if (name === 'vLoading') return 'loading';
  if (!/^El[A-Z]\w+$/.test(name)) return undefined;
  return name
    .slice(2)
    .replace(/(?<=[a-z])[A-Z]/g, '-$&')
    .toLowerCase();
}
