import { ElMessageBox } from 'element-plus';
import { onBeforeUnmount, onMounted } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { session } from '#console';
import { t } from '../texts.js';

/** Asks before unsaved changes are lost, on a change of page and on closing the window. */
export function useLeaveGuard(unsaved: () => boolean): void {
  const beforeUnload = (event: BeforeUnloadEvent) => {
    if (unsaved()) event.preventDefault();
  };
  onMounted(() => window.addEventListener('beforeunload', beforeUnload));
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload));
  onBeforeRouteLeave(async () => {
    // After the session has ended nothing could be saved anyway.
    if (!unsaved() || !session.signedIn.value) return true;
    return ElMessageBox.confirm(t('leaveText'), t('leaveTitle'), {
      confirmButtonText: t('leave'),
      cancelButtonText: t('stay'),
      type: 'warning',
    }).then(
      () => true,
      () => false,
    );
  });
}
