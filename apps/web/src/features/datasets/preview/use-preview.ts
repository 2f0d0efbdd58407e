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
  /** True where anything was said of how it is read, beside which of its tables. */
  readonly corrected: boolean;
  /** Reads the file anew with something said of it; its columns are guessed again. */
  readonly choose: (choices: ImportChoices) => void;
  /** Changes the plan; `look` also shows what comes of it. */
  readonly edit: (plan: ImportPlan, look: boolean) => void;
  /** Guesses everything again, of the same table. */
  readonly reset: () => void;
}

/** Begins with the guesses of the table that is asked for, or with the plan of an import that came to nothing. */
export function usePreview(upload: string, tried: ImportPlan | null, asked: ImportChoices): Preview {
  const first: InspectionRequest = Object.keys(asked).length === 0 ? {} : { choices: asked };
  const [request, setRequest] = useState<InspectionRequest>(tried === null ? first : { plan: tried });
  const [choices, setChoices] = useState<ImportChoices>(tried === null ? asked : {});
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
  const { member, sheet, ...said } = choices;
  return {
    query,
    inspection,
    plan: draft ?? inspection?.plan,
    choices,
    edited: draft !== null,
    corrected: draft !== null || Object.keys(said).length > 0,
    choose,
    edit: (plan, look) => {
      setDraft(plan);
      if (look) setRequest({ plan });
    },
    reset: () => choose({ ...(member === undefined ? {} : { member }), ...(sheet === undefined ? {} : { sheet }) }),
  };
}

function useInspection(upload: string, request: InspectionRequest) {
  return useQuery(inspectionQuery(useApi(), upload, request));
}
