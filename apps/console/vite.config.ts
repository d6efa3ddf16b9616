import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { apiAreas, contractFacts } from './contract-facts.js';
import { elementStyles } from './element-styles.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: at('.'),
  plugins: [vue(), elementStyles(), contractFacts()],
  resolve: { alias: { '#console': at('./src/kit.ts') } },
  build: {
    outDir: at('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    // No inlined assets: the page's content security policy allows nothing but files of its own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/, priority: 2 }],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    fs: { allow: [at('../..')] },
    proxy: Object.fromEntries(
      apiAreas().map((path) => [`^${path.replaceAll('.', '\\.')}(/|\\?|$)`, { target: gateway }]),
    ),
  },
});
