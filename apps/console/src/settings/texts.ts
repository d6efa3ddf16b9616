import { defineTexts } from '../i18n.js';

export const t = defineTexts({
  settings: { zh: '设置', en: 'Settings' },
  kept: { zh: '保存在这个浏览器里，立即生效', en: 'Kept in this browser; changes hold at once' },
  language: { zh: '语言', en: 'Language' },
  text: { zh: '文字大小', en: 'Size of text' },
  textHint: {
    zh: '大字模式（适老化）：正文不小于 18 磅，按钮更大，界面更简洁',
    en: 'Large-text mode: text of at least 18 pt, larger buttons, less around the page',
  },
  contrast: { zh: '对比度', en: 'Contrast' },
  contrastHint: { zh: '高对比度：文字和边线更深', en: 'High contrast: darker text and lines' },
  motion: { zh: '动画', en: 'Motion' },
  motionHint: { zh: '减少动画：界面变化不再滑动或渐变', en: 'Reduced: nothing slides or fades' },
  pageSize: { zh: '列表每页条数', en: 'Rows a page' },
  reset: { zh: '恢复默认设置', en: 'Back to the defaults' },
  resetDone: { zh: '已恢复默认设置', en: 'The defaults hold again' },
  keys: { zh: '键盘操作', en: 'Keyboard' },
});

export const LABELS = {
  language: { zh: { zh: '中文', en: 'Chinese' }, en: { zh: '英文', en: 'English' } },
  text: { normal: { zh: '标准', en: 'Standard' }, large: { zh: '大字', en: 'Large' } },
  contrast: {
    system: { zh: '跟随系统', en: 'As the system' },
    normal: { zh: '标准', en: 'Standard' },
    high: { zh: '高', en: 'High' },
  },
  motion: {
    system: { zh: '跟随系统', en: 'As the system' },
    full: { zh: '标准', en: 'Standard' },
    reduced: { zh: '减少', en: 'Reduced' },
  },
  keys: [
    {
      press: 'Tab',
      does: {
        zh: '到下一个可操作的地方；第一个是“跳到正文”',
        en: 'To the next control; the first skips to the content',
      },
    },
    { press: 'Shift + Tab', does: { zh: '回到上一个', en: 'Back to the one before' } },
    {
      press: 'Enter',
      does: {
        zh: '打开链接、按下按钮、在筛选栏中查询',
        en: 'Opens a link, presses a button, searches from a filter',
      },
    },
    {
      press: '↑ ↓ ← →',
      does: { zh: '在选项之间移动，滚动宽表格', en: 'Moves between choices, scrolls a wide table' },
    },
    { press: 'Esc', does: { zh: '关闭菜单和对话框', en: 'Closes the menu and dialogs' } },
  ],
} as const;
