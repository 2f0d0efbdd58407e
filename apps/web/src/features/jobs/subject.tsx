import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connectionsQuery } from '../../lib/queries.ts';
import { useApi } from '../../lib/use-api.ts';
import classes from './jobs-page.module.css';
import { subjectDatasetQuery } from './queries.ts';

/** What a job works on, by its name, where that is a connection or a dataset that is still there. */
export function Subject({ id }: { readonly id: string | null }) {
  if (id?.startsWith('con_') === true) return <ConnectionSubject id={id} />;
  if (id?.startsWith('dst_') === true) return <DatasetSubject id={id} />;
  return null;
}

function ConnectionSubject({ id }: { readonly id: string }) {
  const connections = useQuery(connectionsQuery(useApi()));
  const connection = connections.data?.items.find((each) => each.id === id);
  if (connection === undefined) return null;
  return (
    <Link to="/connections/$connectionId" params={{ connectionId: connection.id }} className={classes['subject']}>
      {connection.name}
    </Link>
  );
}

function DatasetSubject({ id }: { readonly id: string }) {
  const { data } = useQuery(subjectDatasetQuery(useApi(), id));
  if (data === undefined) return null;
  return (
    <Link to="/files/$datasetId" params={{ datasetId: id }} className={classes['subject']}>
      {data.name}
    </Link>
  );
}
