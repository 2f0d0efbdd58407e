import { type Refusal, refuse } from '../http/types.ts';
import { newId } from '../ids.ts';
import { uploadLimits } from './limits.ts';
import { type UploadRow, keepUploadMs } from './upload-store.ts';

/** A second upload of a file that is here: as complete as it, and as if nothing had been done with it yet. */
export const secondUpload = (upload: UploadRow, now: number): UploadRow => ({
  ...upload,
  id: newId('upl'),
  status: 'complete',
  job_id: null,
  base: null,
  expires_at: now + keepUploadMs,
  created_at: now,
});

/** What an organization is told that has as many uploads as it may have. */
export const tooManyUploads = (): Refusal =>
  refuse('request.conflict', `There are ${uploadLimits.open} uploads that are not imported yet.`, {
    hint: 'Import or discard some of them first; those that nothing happens to are removed after a day.',
  });
