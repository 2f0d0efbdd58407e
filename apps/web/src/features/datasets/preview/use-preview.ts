import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FileInspection, ImportChoices, ImportPlan } from '@lumiere/contract';
import { useApi } from '../../../lib/use-api.ts';
import { inspectionQuery, type InspectionRequest } from '../queries.ts';

/** A file as it would be read, and the ways to correct that. */
export interface Preview {
  readonly query: ReturnType<typeof useInspection>;
  readonly inspection: FileInspection | undefined;
  /** The plan with the corrections; ahead of the inspection while that is on its way. */
  readonly plan: ImportPlan | undefined;
  readonly choices: ImportChoices;
  /** True where columns were corrected by hand. */
  readonly edited: boolean;
  /** Reads the file anew with something said of it; its columns are guessed again. */
  readonly choose: (choices: ImportChoices) => void;
  /** Changes the plan; `look` also shows what comes of it. */
  readonly edit: (plan: ImportPlan, look: boolean) => void;
  readonly reset: () => void;
}

/** Begins with the guesses, or with the plan of an import that came to nothing. */
export function usePreview(upload: string, tried: ImportPlan | null): Preview {
  const [request, setRequest] = useState<InspectionRequest>(tried === null ? {} : { plan: tried });
  const [choices, setChoices] = useState<ImportChoices>({});
  const [draft, setDraft] = useState<ImportPlan | null>(tried);
  const query = useInspection(upload, request);
  // one that failed shows what was there before it, so that it can be corrected
  const [last, keep] = useState<FileInspection>();
  if (query.data !== undefined && query.data !== last) keep(query.data);
  const inspection = query.data ?? last;
  const choose = (next: ImportChoices) => {
    setChoices(next);
    setDraft(null);
    setRequest({ choices: next });
  };
  return {
    query,
    inspection,
    plan: draft ?? inspection?.plan,
    choices,
    edited: draft !== null,
    choose,
    edit: (plan, look) => {
      setDraft(plan);
      if (look) setRequest({ plan });
    },
    reset: () => choose({}),
  };
}

function useInspection(upload: string, request: InspectionRequest) {
  return useQuery(inspectionQuery(useApi(), upload, request));
}
