import type { FastifyInstance } from 'fastify';
import type { Principal, ReceiptId } from '@lumiere/contract';
import { answerCaps, exportCaps } from '../../data/caps.ts';
import { askedOf, receiptOf } from '../../data/receipt.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { refuse, refuseAll } from '../../http/types.ts';
import { type QueryOptions, runQuery } from '../../run-query.ts';
import { runSql } from '../../run-sql.ts';
import { compare } from './compare.ts';
import { findReceipt } from './store.ts';

/** Receipts can be shown to anybody of the organization, and run again by anybody who may query: under their own rules. */
export function receiptRoutes(app: FastifyInstance, deps: Deps): void {
  const { data, config } = deps;

  serve(
    app,
    'GET /api/v1/receipts/:id',
    async ({ params, who }) => {
      const row = await find(deps, who, params.id);
      return row === null ? noReceipt() : receiptOf(row);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/receipts/:id/replay',
    async ({ params, who, signal }) => {
      const row = await find(deps, who, params.id);
      if (row === null) return noReceipt();
      const wide = row.max_rows > config.maxRows;
      const asked = askedOf(row);
      const options: QueryOptions = {
        connection: row.connection_id,
        signal,
        caps: { ...(wide ? exportCaps(config) : answerCaps(config)), maxRows: row.max_rows },
        question: row.question,
        as: { now: new Date(row.resolved_at), zone: row.zone },
        fresh: true,
      };
      const ran =
        asked.query === null
          ? await runSql(asked.sql, who, data, options)
          : await runQuery(asked.query, who, data, options);
      if (!ran.ok) return refuseAll(ran.problems);
      return compare(row, ran.value);
    },
    deps,
  );
}

async function find({ db, data }: Deps, who: Principal, id: ReceiptId) {
  // it may be waiting for its group's commit
  return (await findReceipt(db, who, id)) ?? (await data.journal.settle().then(() => findReceipt(db, who, id)));
}

const noReceipt = () =>
  refuse('request.not-found', 'There is no such receipt.', {
    hint: 'Its connection may have been removed. Ask the question again.',
  });
