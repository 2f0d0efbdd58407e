import { useSyncExternalStore } from 'react';
import type { Api } from '../api.ts';
import { useApi, useProfile } from '../use-api.ts';
import { createUploads, type UploadItem, type Uploads } from './uploads.ts';

/** One list for each person and way to the server: it outlives the page that it was begun on. */
const kept = new WeakMap<Api, Map<string, Uploads>>();

function uploadsOf(api: Api, owner: string): Uploads {
  const owners = kept.get(api) ?? new Map<string, Uploads>();
  kept.set(api, owners);
  const uploads = owners.get(owner) ?? createUploads(api.call, localStorage, owner);
  owners.set(owner, uploads);
  return uploads;
}

export function useUploads(): { readonly uploads: Uploads; readonly items: readonly UploadItem[] } {
  const uploads = uploadsOf(useApi(), useProfile()?.user ?? '');
  return { uploads, items: useSyncExternalStore(uploads.subscribe, uploads.items) };
}
