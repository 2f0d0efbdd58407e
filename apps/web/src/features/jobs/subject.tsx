import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connectionsQuery } from '../../lib/queries.ts';
import { useApi } from '../../lib/use-api.ts';
import classes from './jobs-page.module.css';

/** What a job works on, by its name, where that is a connection that is still there. */
export function Subject({ id }: { readonly id: string | null }) {
  const connections = useQuery({ ...connectionsQuery(useApi()), enabled: id?.startsWith('con_') ?? false });
  const connection = connections.data?.items.find((each) => each.id === id);
  if (connection === undefined) return null;
  return (
    <Link to="/connections/$connectionId" params={{ connectionId: connection.id }} className={classes['subject']}>
      {connection.name}
    </Link>
  );
}
