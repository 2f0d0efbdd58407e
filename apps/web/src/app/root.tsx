import { Outlet } from '@tanstack/react-router';
import { OfflineNotice } from '../ui/offline-notice.tsx';

export function Root() {
  return (
    <>
      <OfflineNotice />
      <Outlet />
    </>
  );
}
