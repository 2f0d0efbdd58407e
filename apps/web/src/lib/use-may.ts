import { useProfile } from './use-api.ts';

/** What the signed-in person may do, as far as pages offer it; the server decides for itself. */
export function useMay(): {
  readonly connect: boolean;
  readonly disconnect: boolean;
  readonly jobs: boolean;
  readonly files: boolean;
} {
  const role = useProfile()?.role;
  const author = role === 'admin' || role === 'analyst';
  return { connect: author, disconnect: role === 'admin', jobs: author, files: author };
}
