import { computed } from 'vue';
import { api, useLoad } from '#console';
import type { RoleList } from '../contract/person-admin.dto.js';

/** The roles of the city that the caller may see granted. */
export function useRoles() {
  const { value } = useLoad((signal) => api.get<RoleList>('/identity/roles', { signal }));
  return computed(() => value.value?.items ?? []);
}
