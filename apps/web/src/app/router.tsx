import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { Api } from '../lib/api.ts';
import { connectionViewOf, tablePartOf } from '../lib/connection-views.ts';
import { datasetViewOf } from '../lib/dataset-views.ts';
import { jobStatusOf } from '../lib/job-statuses.ts';
import { safeTarget } from '../lib/safe-target.ts';
import { AskPage } from '../features/ask/ask-page.tsx';
import { CrashPage, NotFoundPage } from './fault-pages.tsx';
import { Root } from './root.tsx';
import { Shell } from './shell.tsx';
import { Starting } from './starting.tsx';

interface RouterContext {
  readonly api: Api;
  readonly queryClient: QueryClient;
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
const pageNumber = (value: unknown): number | undefined => (Number(value) > 1 ? Math.floor(Number(value)) : undefined);
const present = <T extends Record<string, unknown>>(values: T) =>
  // leaves out what is absent, so that it does not show in the address
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const visitor = createRoute({
  getParentRoute: () => root,
  id: 'visitor',
  component: lazyRouteComponent(() => import('../features/account/account-layout.tsx'), 'AccountLayout'),
});

const setup = createRoute({
  getParentRoute: () => visitor,
  path: '/setup',
  validateSearch: (search) => present({ token: words(search['token']) }),
  component: lazyRouteComponent(() => import('../features/account/setup-page.tsx'), 'SetupPage'),
});

const login = createRoute({
  getParentRoute: () => visitor,
  path: '/login',
  validateSearch: (search) => present({ to: words(search['to']) }),
  beforeLoad: async ({ context, search }) => {
    const profile = await context.api.session.start().catch(() => null);
    if (profile !== null) throw redirect({ href: safeTarget(search.to), replace: true });
  },
  component: lazyRouteComponent(() => import('../features/account/login-page.tsx'), 'LoginPage'),
});

const forgot = createRoute({
  getParentRoute: () => visitor,
  path: '/forgot',
  component: lazyRouteComponent(() => import('../features/account/forgot-page.tsx'), 'ForgotPage'),
});

const reset = createRoute({
  getParentRoute: () => visitor,
  path: '/reset',
  validateSearch: (search) => present({ token: words(search['token']) }),
  component: lazyRouteComponent(() => import('../features/account/reset-page.tsx'), 'ResetPage'),
});

const member = createRoute({
  getParentRoute: () => root,
  id: 'member',
  beforeLoad: async ({ context, location }) => {
    const profile = await context.api.session.start();
    if (profile === null)
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href }, replace: true });
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => member,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/ask', replace: true });
  },
});

const ask = createRoute({
  getParentRoute: () => member,
  path: '/ask',
  validateSearch: (search) =>
    present({
      q: words(search['q']),
      connection: words(search['connection']),
      after: words(search['after']),
      view: words(search['view']),
    }),
  component: AskPage,
});

/** The page is the parent's, so that a question under way survives the change of address; this one only names the answer. */
const answer = createRoute({ getParentRoute: () => ask, path: '$answerId' });

const history = createRoute({
  getParentRoute: () => member,
  path: '/history',
  validateSearch: (search) =>
    present({
      search: words(search['search']),
      page: pageNumber(search['page']),
    }),
  component: lazyRouteComponent(() => import('../features/history/history-page.tsx'), 'HistoryPage'),
});

const connections = createRoute({
  getParentRoute: () => member,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/connections-page.tsx'), 'ConnectionsPage'),
});

const connect = createRoute({
  getParentRoute: () => member,
  path: '/connections/new',
  validateSearch: (search) =>
    present({ kind: words(search['kind']), made: words(search['made']), upload: words(search['upload']) }),
  component: lazyRouteComponent(() => import('../features/connections/connect-page.tsx'), 'ConnectPage'),
});

const connection = createRoute({
  getParentRoute: () => member,
  path: '/connections/$connectionId',
  validateSearch: (search) =>
    present({
      view: connectionViewOf(search['view']),
      table: words(search['table']),
      open: words(search['open']),
      part: tablePartOf(search['part']),
      column: words(search['column']),
      q: words(search['q']),
      page: pageNumber(search['page']),
    }),
  component: lazyRouteComponent(() => import('../features/connections/connection-page.tsx'), 'ConnectionPage'),
});

const jobs = createRoute({
  getParentRoute: () => member,
  path: '/jobs',
  validateSearch: (search) =>
    present({
      view: search['view'] === 'schedules' ? ('schedules' as const) : undefined,
      status: jobStatusOf(search['status']),
      page: pageNumber(search['page']),
    }),
  component: lazyRouteComponent(() => import('../features/jobs/jobs-page.tsx'), 'JobsPage'),
});

const files = createRoute({
  getParentRoute: () => member,
  path: '/files',
  validateSearch: (search) => present({ search: words(search['search']), page: pageNumber(search['page']) }),
  component: lazyRouteComponent(() => import('../features/datasets/files-page.tsx'), 'FilesPage'),
});

const fileImport = createRoute({
  getParentRoute: () => member,
  path: '/files/import/$uploadId',
  validateSearch: (search) =>
    present({
      dataset: words(search['dataset']),
      member: words(search['member']),
      sheet: words(search['sheet']),
    }),
  component: lazyRouteComponent(() => import('../features/datasets/preview/preview-page.tsx'), 'PreviewPage'),
});

const dataset = createRoute({
  getParentRoute: () => member,
  path: '/files/$datasetId',
  validateSearch: (search) => present({ view: datasetViewOf(search['view']), column: words(search['column']) }),
  component: lazyRouteComponent(() => import('../features/datasets/dataset/dataset-page.tsx'), 'DatasetPage'),
});

const receipt = createRoute({
  getParentRoute: () => member,
  path: '/receipts/$receiptId',
  component: lazyRouteComponent(() => import('../features/receipts/receipt-page.tsx'), 'ReceiptPage'),
});

const tree = root.addChildren([
  visitor.addChildren([setup, login, forgot, reset]),
  member.addChildren([
    home,
    ask.addChildren([answer]),
    history,
    connections,
    connect,
    connection,
    files,
    fileImport,
    dataset,
    jobs,
    receipt,
  ]),
]);

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree: tree,
    context,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: Starting,
    defaultPendingMs: 300,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof createAppRouter>;
  }
}
