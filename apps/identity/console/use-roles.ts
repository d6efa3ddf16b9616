import { computed } from 'vue';
import { api, local, useLoad } from '#console';
import type { RoleList } from '../contract/person-admin.dto.js';

/** The roles of the city, with their names in the chosen language. */
export function useRoles() {
  const { value } = useLoad((signal) => api.get<RoleList>('/identity/roles', { signal }));
  const names = computed(() => new Map(value.value?.items.map((each) => [each.role, each.name])));
  return {
    roles: computed(() => value.value?.items ?? []),
    roleName: (role: string): string => {
      const name = names.value.get(role);
      return name ? local(name) : role;
    },
  };
}
