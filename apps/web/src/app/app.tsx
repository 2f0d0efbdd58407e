import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Api } from '../lib/api.ts';
import type { LiveSocket } from '../lib/socket.ts';
import { ApiContext } from '../lib/use-api.ts';
import { LiveContext } from '../lib/use-topic.ts';
import { AnnouncerProvider } from '../ui/announcer.tsx';
import { ToastProvider } from '../ui/toasts.tsx';
import { i18n } from './i18n.ts';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

const colorScheme = localStorageColorSchemeManager({ key: 'lumiere-color-scheme' });

/** The whole page over one way to the server; without a socket it hears no news and is as it was when it was read. */
export function App({ api, live = null }: { readonly api: Api; readonly live?: LiveSocket | null }) {
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter({ api, queryClient }));

  // a session that ends, here or in another tab, sends the person to sign in and back to where they were
  useEffect(() => {
    let last = api.session.state().status;
    return api.session.subscribe(() => {
      const now = api.session.state().status;
      const turned = last !== 'unknown' && now !== last;
      last = now;
      if (!turned) return;
      if (now === 'out') queryClient.clear();
      void router.invalidate();
    });
  }, [api, queryClient, router]);

  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <ApiContext.Provider value={api}>
          <LiveContext value={live}>
            <QueryClientProvider client={queryClient}>
              <AnnouncerProvider>
                <ToastProvider>
                  <RouterProvider router={router} />
                </ToastProvider>
              </AnnouncerProvider>
            </QueryClientProvider>
          </LiveContext>
        </ApiContext.Provider>
      </MantineProvider>
    </I18nextProvider>
  );
}
