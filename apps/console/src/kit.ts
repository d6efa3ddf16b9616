import { defineAsyncComponent } from 'vue';

export { ActionKey, newKey } from './action-key.js';
/** What pages of services may use of the shell, imported as `#console`. The rest is private to it. */
export { actorName } from './actor-name.js';
export { api, type Query } from './api.js';
export { ApiProblem, asProblem, type ProblemDetail } from './api-problem.js';
export { default as ChoiceSelect } from './components/choice-select.vue';
export { default as ConfirmDialog } from './components/confirm-dialog.vue';
export { default as CopyButton } from './components/copy-button.vue';
export { type Column, default as DataTable } from './components/data-table.vue';
export { default as EmptyState } from './components/empty-state.vue';
export { default as FilterBar } from './components/filter-bar.vue';
export { default as FormField } from './components/form-field.vue';
export { default as ListState } from './components/list-state.vue';
export { default as ModalDialog } from './components/modal-dialog.vue';
export { default as PageHeader } from './components/page-header.vue';
export { default as PageTurner } from './components/page-turner.vue';
export { default as PagingFooter } from './components/paging-footer.vue';
export { default as ProblemView } from './components/problem-view.vue';
export { default as StatusTag, type Tone } from './components/status-tag.vue';
export { default as TimeText } from './components/time-text.vue';
export { default as TraceLink } from './components/trace-link.vue';
export type { ConsolePages, EventLabel, MenuItem } from './console-pages.js';
export { roleName, roleNames, serviceName } from './contract-names.js';
export { downloadFile, uploadFile } from './file-transfer.js';
export { clockTime, dateTime, duration, fullTime, labelOf, wholeNumber } from './format.js';
export { defineTexts, type Language, type LocalText, language, local } from './i18n.js';
export { type LiveEvent, liveFeed } from './live/live-feed.js';
export { session } from './session.js';
export { type Settings, settings } from './settings/settings.js';
export { type Load, useLoad } from './use-load.js';
/** Loaded when a page shows it: Element Plus's select is large. */
export const OrganisationSelect = defineAsyncComponent(() => import('./components/organisation-select.vue'));
export { useOrganisationNames } from './use-organisation-names.js';
export { type Pages, usePages } from './use-pages.js';
