import { defineAsyncComponent } from 'vue';

export { ActionKey, newKey } from './action-key.js';
/** What pages of services may use of the shell, imported as `#console`. The rest is private to it. */
export { actorName } from './actor-name.js';
export { api, type Query } from './api.js';
export { ApiProblem, asProblem, type ProblemDetail } from './api-problem.js';
export { default as ChoiceSelect } from './components/choice-select.vue';
export { default as CopyButton } from './components/copy-button.vue';
export { default as PageHeader } from './components/page-header.vue';
export { default as PageTurner } from './components/page-turner.vue';
export { default as ProblemView } from './components/problem-view.vue';
export type { ConsolePages, EventLabel, MenuItem } from './console-pages.js';
export { clockTime, dateTime, labelOf, wholeNumber } from './format.js';
export { defineTexts, type Language, type LocalText, language, local } from './i18n.js';
export { type LiveEvent, liveFeed } from './live/live-feed.js';
export { session } from './session.js';
export { type Load, useLoad } from './use-load.js';
/** Loaded when a page shows it: Element Plus's select is large. */
export const OrganisationSelect = defineAsyncComponent(() => import('./components/organisation-select.vue'));
export { useOrganisationNames } from './use-organisation-names.js';
export { usePages } from './use-pages.js';
